import { resolve } from 'node:path';
import { runProgram } from './run-program.js';

/** A path as ffmpeg's input: always a local file, whatever its name looks like, and no other protocol may be reached from it. */
export function fileInput(path: string): readonly string[] {
  return ['-protocol_whitelist', 'file,pipe', '-i', `file:${resolve(path)}`];
}

/** Options that make every call quiet, non-interactive, and mark each message with its level. */
export const QUIET: readonly string[] = ['-hide_banner', '-nostdin', '-nostats'];

/** What ffmpeg calls "give every frame once, repeat and drop none": `-fps_mode` since 5.1, `-vsync` before. */
const passthrough = new Map<string, Promise<readonly string[]>>();

/** The option for this ffmpeg by which every decoded frame comes out exactly once. Asks the program once a process. */
export function everyFrameOnce(ffmpeg: string): Promise<readonly string[]> {
  const known = passthrough.get(ffmpeg);
  if (known) return known;
  const asked = askVersion(ffmpeg).then((option) => [option, 'passthrough']);
  asked.catch(() => passthrough.delete(ffmpeg));
  passthrough.set(ffmpeg, asked);
  return asked;
}

/** The library's version is asked, since nightly builds name themselves by a revision. */
async function askVersion(ffmpeg: string): Promise<'-fps_mode' | '-vsync'> {
  const { output } = await runProgram(ffmpeg, ['-version'], { what: 'asking for the version of ffmpeg' });
  const [, major = '0', minor = '0'] = /libavcodec\s+(\d+)\.\s*(\d+)/.exec(output.toString()) ?? [];
  return Number(major) > 59 || (Number(major) === 59 && Number(minor) >= 37) ? '-fps_mode' : '-vsync';
}
