import { parseArgs } from 'node:util';
import { makeJumpRopeSet } from '../lib/data/jumper/index.js';
import { type Command, UsageError } from './command.js';
import { interruptible } from './interruptible.js';

/** `framescope data make jump-rope`: draws labelled example videos. */
export const data: Command = {
  summary: 'Draws labelled example videos',
  usage: `framescope data make jump-rope -o FOLDER [--videos 8] [--seed 15]

Draws people who jump rope, with exact labels: FOLDER/videos/jumper-1.mp4 and on,
FOLDER/annotations/jumper-1.npy and on (the frames at which a foot lands, int32).
The same seed draws the same pictures. Seed 15 with 8 videos is the set that comes along.

  -o, --output FOLDER  where to write; made if it is missing
      --videos N       how many videos, default 8
      --seed N         seed of the first video, default 15; the next ones count on`,
  async run(args: readonly string[]): Promise<number> {
    const { folder, videos, seed } = readArguments(args);
    const written = await interruptible('Stopping', (signal) =>
      makeJumpRopeSet(folder, {
        videos,
        seed,
        signal,
        onProgress: ({ label }) => label !== undefined && process.stderr.write(`${label}\n`),
      }),
    );
    for (const { name, frameCount, frameRate, eventCount } of written) {
      process.stdout.write(`${name}: ${frameCount} frames at ${frameRate} fps, ${eventCount} events\n`);
    }
    return 0;
  },
};

function readArguments(args: readonly string[]): { folder: string; videos: number; seed: number } {
  const { values, positionals } = parse(args);
  if (positionals.join(' ') !== 'make jump-rope') {
    throw new UsageError(`framescope data does not know '${positionals.join(' ')}'; it makes 'make jump-rope'`);
  }
  if (values.output === undefined) throw new UsageError('framescope data make needs a folder: -o FOLDER');
  return { folder: values.output, videos: integer('--videos', values.videos, 1), seed: integer('--seed', values.seed, 0) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        videos: { type: 'string', default: '8' },
        seed: { type: 'string', default: '15' },
      },
    });
  } catch (error) {
    throw new UsageError(`framescope data: ${(error as Error).message}`);
  }
}

function integer(name: string, text: string, minimum: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum) {
    throw new UsageError(`framescope data: ${name} must be a whole number of at least ${minimum}, not '${text}'`);
  }
  return value;
}
