import { createHash } from 'node:crypto';
import { ffmpegProgram } from './ffmpeg-programs.js';
import { runProgram } from './run-program.js';

/** Raised whenever the same options give other pictures, times or warnings than before: what was kept is then decoded again. */
const REVISION = 1;

const versions = new Map<string, Promise<string>>();

/**
 * Names what decodes: the first line of `ffmpeg -version`, a hash of all of it (its libraries and how it was built), and the
 * revision of framescope's own decoding. Asks the program once a process.
 *
 * @throws {MissingEngineError} when there is no ffmpeg.
 */
export function decoderVersion(): Promise<string> {
  const ffmpeg = ffmpegProgram();
  const known = versions.get(ffmpeg);
  if (known) return known;
  const asked = askVersion(ffmpeg);
  asked.catch(() => versions.delete(ffmpeg));
  versions.set(ffmpeg, asked);
  return asked;
}

async function askVersion(ffmpeg: string): Promise<string> {
  const { output } = await runProgram(ffmpeg, ['-version'], { what: 'asking for the version of ffmpeg' });
  const text = output.toString();
  const [, version = 'of unknown version'] = /^ffmpeg version (\S+)/.exec(text) ?? [];
  return `ffmpeg ${version}, ${createHash('sha256').update(text).digest('hex').slice(0, 12)}, revision ${REVISION}`;
}
