import { extname } from 'node:path';
import { InvalidInputError, MissingEngineError } from '../errors.js';
import { requireOneOf } from '../shape.js';
import { runProgram } from './run-program.js';

/** How the pictures of a video are compressed. */
export type VideoCodec = 'h264' | 'mpeg4' | 'mjpeg';

/** Which codecs a file of this ending takes; the first is its usual one. */
const CODECS: Readonly<Record<string, readonly VideoCodec[]>> = {
  '.mp4': ['h264', 'mpeg4'],
  '.mov': ['h264', 'mpeg4', 'mjpeg'],
  '.mkv': ['h264', 'mpeg4', 'mjpeg'],
  '.avi': ['mjpeg', 'mpeg4'],
};

/** How a video is encoded by the ffmpeg at hand. */
export interface Encoding {
  readonly codec: VideoCodec;
  /** ffmpeg's options; one thread, since the bytes depend on the number of threads. */
  readonly options: readonly string[];
  /** Whether each colour stands for 2×2 pixels, so that both sides must be even. */
  readonly needsEvenSides: boolean;
  /** Whether frames may have times of their own. */
  readonly isTimed: boolean;
  /** What the reader should know of the choice. */
  readonly note?: string;
}

/**
 * Chooses codec and options: what is asked for, else what is usual for the file's ending. H.264 is libx264's; an ffmpeg without it
 * writes MPEG-4 part 2 instead and says so.
 *
 * @param quality 0 (best) to 51 (worst), H.264's scale; the other codecs' is taken from it.
 * @throws {InvalidInputError} when the ending is not known, or does not go with the codec.
 * @throws {MissingEngineError} when H.264 is asked for by name and this ffmpeg cannot write it.
 */
export async function chooseEncoding(
  program: string,
  path: string,
  codec: VideoCodec | undefined,
  quality: number,
): Promise<Encoding> {
  const ending = extname(path).toLowerCase();
  if (!Object.hasOwn(CODECS, ending)) {
    const accepted = Object.keys(CODECS).join(', ');
    throw new InvalidInputError('a video is written to a path with a known ending', { received: path, accepted });
  }
  const codecs = CODECS[ending];
  if (codec !== undefined) requireOneOf(`codec of a video that ends in ${ending}`, codec, codecs);
  const wanted = codec ?? codecs[0];
  const isTimed = ending !== '.avi';
  if (wanted !== 'h264' || (await hasX264(program))) return { ...encodingOf(wanted, quality), isTimed };
  if (codec === 'h264') {
    throw new MissingEngineError('this ffmpeg cannot write H.264: it was built without libx264', {
      received: program,
      hint: "Install another ffmpeg, or write codec: 'mpeg4'",
    });
  }
  const note = 'this ffmpeg was built without libx264, so MPEG-4 part 2 is written: players show it, browsers do not';
  return { ...encodingOf('mpeg4', quality), isTimed, note };
}

async function hasX264(program: string): Promise<boolean> {
  const { output } = await runProgram(program, ['-hide_banner', '-v', 'error', '-encoders'], { what: 'asking for encoders' });
  return /\blibx264\b/.test(output.toString());
}

function encodingOf(codec: VideoCodec, quality: number): Omit<Encoding, 'isTimed'> {
  const [options, pixels] = {
    h264: [['-c:v', 'libx264', '-preset', 'slow', '-crf', String(quality)], 'yuv420p'],
    mpeg4: [['-c:v', 'mpeg4', '-q:v', String(Math.round(1 + quality / 2))], 'yuv420p'],
    mjpeg: [['-c:v', 'mjpeg', '-q:v', String(Math.round(1 + quality / 6))], 'yuvj420p'],
  }[codec] as [string[], string];
  return { codec, options: [...options, '-pix_fmt', pixels, '-threads', '1'], needsEvenSides: codec !== 'mjpeg' };
}
