import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { asPictures } from '../flow/color-flow.js';
import { effectiveSignal, type LongCallOptions, throwIfAborted } from '../progress.js';
import { requireOneOf } from '../shape.js';
import { framePng } from '../video/frame-png.js';
import type { Frames } from '../video/frames.js';
import type { GrayColors } from '../video/save-gif.js';
import { writeError } from '../write-atomically.js';

/** Options of writing frames as pictures. */
export interface SaveFramesOptions extends LongCallOptions {
  /** Colours of one-channel frames. Default 'gray'. */
  readonly colors?: GrayColors;
}

/**
 * Writes every frame, or those of whatever holds frames, as `<folder>/<i>.png`, i from 0; flow of two channels in colours.
 *
 * The folder is there with all its pictures or not at all: it is made under another name and renamed. Where it holds the pictures
 * of an earlier call, these give way to the new ones.
 *
 * @returns the paths, in the frames' order.
 * @throws {InvalidInputError} when there are no frames, or the folder holds anything but such pictures.
 * @throws {WriteError} when the folder cannot be written. What stood there before still does.
 * @throws {AbortedError} when interrupted; likewise.
 */
export async function saveFrames(
  source: Frames | { readonly frames: Frames },
  folder: string,
  { colors = 'gray', ...call }: SaveFramesOptions = {},
): Promise<string[]> {
  requireOneOf('colors', colors, ['gray', 'plasma']);
  const frames = asPictures('frames' in source ? source.frames : source);
  if (frames.length === 0) throw new InvalidInputError('saveFrames needs at least one frame', { received: String(frames) });
  const signal = effectiveSignal(call.signal);
  const target = resolve(folder);
  const aside = (word: string): string => join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.${word}`);
  const fresh = aside('new');
  const old = aside('old');
  const isReplacing = await holdsPictures(target);
  try {
    await mkdir(fresh, { recursive: true });
    for (let i = 0; i < frames.length; i++) {
      throwIfAborted(signal, `writing frames to ${folder}`);
      await writeFile(join(fresh, `${i}.png`), await framePng(frames, i, colors));
      call.onProgress?.({ done: i + 1, total: frames.length, unit: 'frame', label: `writing frames to ${folder}` });
    }
    if (isReplacing) await rename(target, old);
    await rename(fresh, target).catch(async (cause) => {
      if (isReplacing) await rename(old, target);
      throw cause;
    });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === undefined ? error : writeError(folder, error);
  } finally {
    for (const left of [fresh, old]) await rm(left, { recursive: true, force: true }).catch(() => undefined);
  }
  return Array.from({ length: frames.length }, (_, i) => join(folder, `${i}.png`));
}

/** Whether the folder is there and holds numbered pictures alone. */
async function holdsPictures(folder: string): Promise<boolean> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw writeError(folder, error);
  });
  const other = entries?.find((entry) => !/^\d+\.png$/.test(entry));
  if (other === undefined) return entries !== undefined;
  throw new InvalidInputError('the folder holds more than pictures of frames', {
    received: join(folder, other),
    accepted: 'a folder that is not there, is empty, or holds 0.png, 1.png, … alone',
  });
}
