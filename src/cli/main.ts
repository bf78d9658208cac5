#!/usr/bin/env node
import { AbortedError, FramescopeError } from '../lib/errors.js';
import { nearestNames } from '../lib/nearest-names.js';
import { ownVersion } from '../lib/own-version.js';
import { type Command, UsageError } from './command.js';

/** The commands, each in a file of its own, loaded when called. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.js')).run,
  publish: async () => (await import('./publish.js')).publish,
  info: async () => (await import('./info.js')).info,
  backend: async () => (await import('./backend.js')).backend,
  train: async () => (await import('./train.js')).train,
  evaluate: async () => (await import('./evaluate.js')).evaluate,
  count: async () => (await import('./count.js')).count,
  data: async () => (await import('./data.js')).data,
  label: async () => (await import('./label.js')).label,
  cache: async () => (await import('./cache.js')).cache,
  kernel: async () => (await import('./kernel.js')).kernel,
  lab: async () => (await import('./lab.js')).lab,
};

/** Exit codes: 0 done, 1 failed, 2 wrong use, 130 interrupted. */
async function main([name, ...args]: string[]): Promise<number> {
  if (name === '--version') return say(ownVersion());
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return say(await overview());
  if (!Object.hasOwn(COMMANDS, name)) {
    const near = nearestNames(name, Object.keys(COMMANDS)).join(', ');
    process.stderr.write(`framescope has no command '${name}'. Nearest: ${near}. \`framescope --help\` lists them all.\n`);
    return 2;
  }
  const command = await COMMANDS[name]();
  if (args.includes('--help') || args.includes('-h')) return say(command.usage);
  try {
    return await command.run(args);
  } catch (error) {
    return failed(error, command);
  }
}

function failed(error: unknown, command: Command): number {
  const isWrongUse = error instanceof UsageError || String((error as NodeJS.ErrnoException)?.code).startsWith('ERR_PARSE_ARGS');
  if (isWrongUse) {
    process.stderr.write(`${(error as Error).message}\n\n${command.usage}\n`);
    return 2;
  }
  if (process.env.FRAMESCOPE_DEBUG) process.stderr.write(`${(error as Error)?.stack}\n`);
  else process.stderr.write(`${error instanceof FramescopeError ? error.message : String(error)}\n`);
  return error instanceof AbortedError ? 130 : 1;
}

async function overview(): Promise<string> {
  const names = Object.keys(COMMANDS);
  const lines = await Promise.all(names.map(async (name) => `  ${name.padEnd(10)}${(await COMMANDS[name]()).summary}`));
  return `framescope ${ownVersion()}: video deep learning in TypeScript notebooks

${lines.join('\n')}

framescope COMMAND --help tells more. FRAMESCOPE_DEBUG=1 shows where an error came from.`;
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
