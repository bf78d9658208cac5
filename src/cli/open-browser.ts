import { spawn } from 'node:child_process';

/** Opens an address in the user's browser, as far as the system knows how to; the address should be printed as well. */
export function openBrowser(url: string): void {
  const [program, ...args] = COMMANDS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined); // no such program: the address is there to be clicked
  child.unref();
}

const COMMANDS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
