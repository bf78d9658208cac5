import { fileInput, QUIET } from './ffmpeg-arguments.js';
import { ffmpegProgram } from './ffmpeg-programs.js';
import { runProgram } from './run-program.js';

/** What a poster is made from. */
export interface PosterSource {
  readonly path: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly sampleAspectRatio: number;
  readonly duration: number;
  readonly streamIndex: number;
}

/** A poster is at most this wide, in pixels: enough for a glance, small in a saved notebook. */
const WIDEST = 320;

/** A picture from the middle of the video in its true aspect, and a line of facts. Facts alone where no picture decodes. */
export async function posterMarkdown(video: PosterSource): Promise<string> {
  const jpeg = await posterJpeg(video).catch(() => undefined);
  const facts = String(video).replaceAll('_', '\\_');
  return jpeg ? `![A frame of ${video.name}](data:image/jpeg;base64,${jpeg.toString('base64')})\n\n${facts}` : facts;
}

async function posterJpeg(video: PosterSource): Promise<Buffer | undefined> {
  const { default: sharp } = await import('sharp');
  const shownWidth = video.width * video.sampleAspectRatio;
  const scale = Math.min(1, WIDEST / shownWidth, WIDEST / video.height);
  const size = { width: even(shownWidth * scale), height: even(video.height * scale) };
  for (const seconds of [video.duration / 2, 0]) {
    const pixels = await pictureAt(video, seconds, size);
    if (pixels)
      return sharp(pixels, { raw: { ...size, channels: 3 } })
        .jpeg({ quality: 80 })
        .toBuffer();
  }
  return undefined;
}

/** The picture at or shortly before a time, scaled to an even size, as red, green, blue; undefined where none decodes. */
export async function pictureAt(
  { path, name, streamIndex }: Pick<PosterSource, 'path' | 'name' | 'streamIndex'>,
  seconds: number,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Buffer | undefined> {
  const { output } = await runProgram(
    ffmpegProgram(),
    [
      ...[...QUIET, '-loglevel', 'error', '-ss', seconds.toFixed(3), ...fileInput(path)],
      ...['-map', `0:${streamIndex}`, '-frames:v', '1', '-vf', `scale=${width}:${height}:flags=area,format=rgb24`],
      ...['-f', 'rawvideo', 'pipe:1'],
    ],
    { what: `drawing the poster of ${name}` },
  );
  return output.length === width * height * 3 ? output : undefined;
}

/** Some scalers of old builds only know even sizes. */
export function even(length: number): number {
  return Math.max(2, 2 * Math.round(length / 2));
}
