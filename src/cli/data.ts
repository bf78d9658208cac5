import { parseArgs } from 'node:util';
import { type JumpRopeSetOptions, makeJumpRopeSet } from '../lib/data/jumper/index.js';
import type { Progress } from '../lib/progress.js';
import { type Command, UsageError } from './command.js';
import { interruptible } from './interruptible.js';

/** `framescope data make jump-rope`: draws labelled example videos. */
export const data: Command = {
  summary: 'Draws labelled example videos',
  usage: `framescope data make jump-rope -o FOLDER [--videos 9] [--seed 34] [--size WxH] [--seconds S] [--variety 0.4] [--force]

Draws people who jump rope, with exact labels: FOLDER/videos/jumper-1.mp4 and on,
FOLDER/annotations/jumper-1.npy and on (the frames at which a foot lands, int32).
The same seed draws the same pictures. Seed 34 with 9 videos is the set that comes along.
A video takes five to ten seconds. Ctrl-C keeps the finished ones.

  -o, --output FOLDER  where to write; made if it is missing
      --videos N       how many videos, default 9
      --seed N         seed of the first video, default 34; the next ones count on
      --size WxH       size of every video in pixels, such as 320x240; default: by seed
      --seconds S      length of every video; default: by seed, 8 to 12
      --variety V      0 to 1: how far they leave the easy middle (large, frontal, alone), default 0.4
      --force          replace files that are there; without it they are an error`,
  async run(args: readonly string[]): Promise<number> {
    const { folder, ...options } = readArguments(args);
    const written = await interruptible('Stopping', (signal) =>
      makeJumpRopeSet(folder, { ...options, signal, onProgress: reportProgress(process.stderr) }),
    );
    for (const { name, frameCount, frameRate, eventCount } of written) {
      const rate = Number(frameRate.toFixed(2));
      process.stdout.write(`${name}: ${frameCount} frames at ${rate} fps, ${eventCount} events\n`);
    }
    return 0;
  },
};

/** Says each video's name once; on a terminal also how far it is. */
function reportProgress(stream: NodeJS.WriteStream): (progress: Progress) => void {
  let last = '';
  return ({ done, total, label }) => {
    if (label === undefined) return;
    const line = `${label} (${Math.floor(done) + 1} of ${total})`;
    const isNew = line !== last;
    if (stream.isTTY) stream.write(`${isNew && last !== '' ? '\n' : '\r'}${line}: ${Math.floor(100 * (done % 1))} %`);
    else if (isNew) stream.write(`${line}\n`);
    last = line;
  };
}

function readArguments(args: readonly string[]): { folder: string } & Omit<JumpRopeSetOptions, 'signal' | 'onProgress'> {
  const { values, positionals } = parse(args);
  if (positionals.join(' ') !== 'make jump-rope') {
    throw new UsageError(`framescope data does not know '${positionals.join(' ')}'; it makes 'make jump-rope'`);
  }
  if (values.output === undefined) throw new UsageError('framescope data make needs a folder: -o FOLDER');
  return {
    folder: values.output,
    videos: integer('--videos', values.videos, 1),
    seed: integer('--seed', values.seed, 0),
    ...(values.size !== undefined && { size: pixels(values.size) }),
    ...(values.seconds !== undefined && { seconds: decimal('--seconds', values.seconds, 1, 600) }),
    variety: decimal('--variety', values.variety, 0, 1),
    force: values.force,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        videos: { type: 'string', default: '9' },
        seed: { type: 'string', default: '34' },
        size: { type: 'string' },
        seconds: { type: 'string' },
        variety: { type: 'string', default: '0.4' },
        force: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`framescope data: ${(error as Error).message}`);
  }
}

function pixels(text: string): { width: number; height: number } {
  const [, width, height] = (/^(\d{1,5})x(\d{1,5})$/.exec(text) ?? []).map(Number);
  if (!(width >= 32 && height >= 32)) {
    throw new UsageError(`framescope data: --size must be WIDTHxHEIGHT in pixels, each 32 or more, not '${text}'`);
  }
  return { width, height };
}

function decimal(name: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < minimum || value > maximum) {
    throw new UsageError(`framescope data: ${name} must be a number from ${minimum} to ${maximum}, not '${text}'`);
  }
  return value;
}

function integer(name: string, text: string, minimum: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum) {
    throw new UsageError(`framescope data: ${name} must be a whole number of at least ${minimum}, not '${text}'`);
  }
  return value;
}
