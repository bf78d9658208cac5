import { parseArgs } from 'node:util';
import { AbortedError, FramescopeError } from '../lib/errors.js';
import { openVideo, type Video } from '../lib/video/video.js';
import { type Command, UsageError } from './command.js';
import { interruptible } from './interruptible.js';

/** `framescope info`: what videos say of themselves. */
export const info: Command = {
  summary: 'Tells size, frames, rate and codec of videos',
  usage: `framescope info VIDEO… [--json] [--decode]

Size after rotation, frame count, rate and whether it varies, duration, codec, pixel format, pixel aspect, sound, container.

  --json    prints one JSON object for one video; for several a list, each with its file
  --decode  decodes every frame: the frame count is then what decodes, not what the container claims,
            and damage is told on stderr

Videos that cannot be read are told on stderr and end with exit code 1; the others are still shown.

  framescope info clip.mp4
  framescope info *.mp4 --json`,
  async run(args: readonly string[]): Promise<number> {
    const { files, json, decode } = readArguments(args);
    return interruptible('Stopping', async (signal) => {
      const known: FileFacts[] = [];
      for (const file of files) {
        try {
          known.push({ file, ...(await factsOf(file, decode, signal)) });
        } catch (error) {
          if (!(error instanceof FramescopeError) || error instanceof AbortedError) throw error;
          process.stderr.write(`${error.message}\n`);
        }
      }
      if (json) printJson(known, files.length > 1);
      else process.stdout.write(known.map(describe).join('\n'));
      return known.length === files.length ? 0 : 1;
    });
  },
};

/** What is told of a video; `frames` as the container claims, or as decoded. */
interface Facts {
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
  readonly frames: number;
  readonly frameRate: number;
  readonly isVariableFrameRate: boolean;
  readonly duration: number;
  readonly codec: string;
  readonly pixelFormat: string;
  readonly sampleAspectRatio: number;
  readonly hasAudio: boolean;
  readonly container: string;
}

interface FileFacts extends Facts {
  readonly file: string;
}

function readArguments(args: readonly string[]): { files: string[]; json: boolean; decode: boolean } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, decode: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0) throw new UsageError('framescope info needs a video.');
  return { files: positionals, ...values };
}

async function factsOf(file: string, decode: boolean, signal: AbortSignal): Promise<Facts> {
  const video = await openVideo(file, { signal });
  if (decode) await decodeAll(video, signal);
  const { width, height, rotation, frameRate, isVariableFrameRate, duration } = video;
  const { codec, pixelFormat, sampleAspectRatio, hasAudio, container } = video;
  const frames = video.decodedFrameCount ?? video.frameCount;
  const picture = { width, height, rotation, frames, frameRate, isVariableFrameRate, duration };
  return { ...picture, codec, pixelFormat, sampleAspectRatio, hasAudio, container };
}

async function decodeAll(video: Video, signal: AbortSignal): Promise<void> {
  const onWarning = ({ message }: { readonly message: string }): void => void process.stderr.write(`${video.name}: ${message}\n`);
  for await (const _ of video.stream({ size: 16, signal, onWarning }));
}

/** The file names itself only among others. */
function printJson(known: readonly FileFacts[], isList: boolean): void {
  const [{ file: _, ...only } = { file: '' }] = known;
  if (isList || known.length > 0) process.stdout.write(`${JSON.stringify(isList ? known : only)}\n`);
}

function describe(facts: FileFacts): string {
  const rows = [
    ['size', `${facts.width}×${facts.height}${facts.rotation === 0 ? '' : `, stored turned by ${facts.rotation}°`}`],
    ['frames', String(facts.frames)],
    ['rate', `${Number(facts.frameRate.toFixed(3))} fps${facts.isVariableFrameRate ? ' on average, variable' : ''}`],
    ['duration', `${facts.duration.toFixed(3)} s`],
    ['codec', facts.codec],
    ['pixel format', facts.pixelFormat],
    ['pixel aspect', `${Number(facts.sampleAspectRatio.toFixed(4))}`],
    ['sound', facts.hasAudio ? 'yes' : 'no'],
    ['container', facts.container],
  ];
  return `${facts.file}\n${rows.map(([name, value]) => `  ${name.padEnd(14)}${value}\n`).join('')}`;
}
