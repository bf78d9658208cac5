import type { Frames } from '../lib/video/frames.js';
import type { FrameAnswer, FramesQuestion, PixelQuestion } from './slider-states.js';
import { encodeSheet, sheetLayout } from './sprite-sheets.js';

/** Sheets kept for the next reader, of about 150 kB each. */
const KEPT_SHEETS = 32;

/** Answers a message of the browser half by `send`. */
export type Answering = (content: unknown, send: (answer: unknown, buffers?: readonly Uint8Array[]) => void) => void;

/**
 * What the kernel answers to a frame slider's page: a pixel's value as it is in the frames, and the pictures of frames that the page
 * lacks, a sheet of them around the one wanted. Sheets are made one at a time; what was wanted before the last question is not made.
 */
export function frameAnswers(videos: readonly Frames[]): Answering {
  const sheets = new Map<string, Promise<Buffer>>();
  const newest = new Map<number, FramesQuestion>();
  let work: Promise<unknown> = Promise.resolve();

  const sheetOf = (video: number, first: number): Promise<Buffer> => {
    const name = `${video}/${first}`;
    const sheet = sheets.get(name) ?? encodeSheet(videos[video], 1, first, sheetLayout(videos[video], videos[video].length));
    // Moved to the end: the sheet asked for last is dropped last.
    sheets.delete(name);
    sheets.set(name, sheet);
    for (const oldest of [...sheets.keys()].slice(0, -KEPT_SHEETS)) sheets.delete(oldest);
    sheet.catch(() => sheets.delete(name));
    return sheet;
  };

  return (content, send) => {
    const question = content as PixelQuestion | FramesQuestion;
    const { ask, video, frame } = question;
    const frames = videos[video];
    if (!isIndex(frame, frames?.length)) return;
    if (ask === 'pixel' && isIndex(question.x, frames.width) && isIndex(question.y, frames.height)) {
      const at = (question.y * frames.width + question.x) * frames.channels;
      const value = Array.from(frames.frame(frame).subarray(at, at + frames.channels));
      send({ ...question, value } satisfies FrameAnswer);
    }
    if (ask !== 'frames') return;
    newest.set(video, question);
    work = work.then(async () => {
      if (newest.get(video) !== question) return;
      const layout = sheetLayout(frames, frames.length);
      const size = layout.columns * layout.rows;
      const first = Math.floor(frame / size) * size;
      const sheet = await sheetOf(video, first);
      const count = Math.min(size, frames.length - first);
      send({ ...question, first, layout: { ...layout, count } } satisfies FrameAnswer, [sheet]);
    });
    // Where pictures cannot be made, the page keeps those it has.
    work = work.catch(() => {});
  };
}

function isIndex(value: unknown, length: number = 0): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < length;
}
