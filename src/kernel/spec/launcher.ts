import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';

/** The file in a kernelspec's folder that Jupyter starts. */
export const LAUNCHER = 'start.mjs';

/**
 * A program that starts the kernel of this installation, and says what to do where the installation is not there any more: Jupyter
 * would show that a module was not found.
 */
export function launcherText(command: string): string {
  return `// Written by \`framescope kernel install\`: starts the kernel.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const command = ${JSON.stringify(command)};
if (existsSync(command)) await import(pathToFileURL(command));
else {
  console.error(\`The framescope of this kernel has moved; it was \${command}. Run framescope kernel install once, where it is now.\`);
  process.exitCode = 1;
}
`;
}

/** What a launcher starts; undefined where it is none. */
export function commandOf(text: string): string | undefined {
  const found = /^const command = (".*");$/m.exec(text)?.[1];
  return found === undefined ? undefined : (JSON.parse(found) as string);
}

/** Whether all that a kernelspec names is there. */
export function canStart(argv: readonly string[], launcher: string): boolean {
  const command = commandOf(launcher);
  return (
    argv.filter((part) => isAbsolute(part)).every((path) => existsSync(path)) && command !== undefined && existsSync(command)
  );
}
