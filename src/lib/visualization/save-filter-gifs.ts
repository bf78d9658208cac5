import { join } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { asPictures } from '../flow/color-flow.js';
import { effectiveSignal, type LongCallOptions, throwIfAborted, yieldToEventLoop } from '../progress.js';
import { framePng } from '../video/frame-png.js';
import type { Frames } from '../video/frames.js';
import { type GrayColors, saveGif } from '../video/save-gif.js';
import { writeAtomically } from '../write-atomically.js';
import { filterGrid } from './filter-grid.js';
import type { FilterVisualization } from './results.js';

/** Options of writing filters as GIFs. */
export interface SaveFilterGifsOptions extends LongCallOptions {
  /** Frames a second. Default 15. */
  readonly fps?: number;
  /** Forward, then backward, neither end shown twice. Default true. */
  readonly pingPong?: boolean;
  /** Colours of one-channel clips. Default 'plasma', as in `filterPlayer`. */
  readonly colors?: GrayColors;
  /** Writes each frame of each layer's grid as `<layer>/<i>.png` as well. Default false. */
  readonly pictures?: boolean;
}

/**
 * Writes all filters that were visualised, every frame of each, in one call: per layer `<layer>.gif`, its filters side by side
 * under their numbers, and per filter `<layer>/filter-<n>.gif`. Older files of these names are replaced.
 *
 * Clips of flow come in its colours (direction as hue). With `pictures` and a folder such as 'conv_vis/grayscale', frames come as `conv_vis/grayscale/<layer>/<i>.png`.
 *
 * @returns the paths written.
 * @throws {InvalidInputError} when there are no filters, or those of a layer differ in shape.
 * @throws {AbortedError} when interrupted; files written until then are whole and stay.
 */
export async function saveFilterGifs(
  filters: readonly FilterVisualization[],
  folder: string,
  { fps = 15, pingPong = true, colors = 'plasma', pictures = false, ...call }: SaveFilterGifsOptions = {},
): Promise<string[]> {
  if (filters.length === 0) throw new InvalidInputError('saveFilterGifs needs at least one filter', { received: [] });
  const signal = effectiveSignal(call.signal);
  const layers = [...new Set(filters.map(({ layer }) => layer))];
  const gif = { fps, pingPong, colors };
  const jobs = layers.flatMap((layer) => {
    const own = filters.flatMap((each) => (each.layer === layer ? [{ ...each, frames: asPictures(each.frames) }] : []));
    const grid = filterGrid(own);
    // A model file may name its layers anything, a path out of the folder included.
    const name = layer.replace(/[^\w.-]+|^\.+/g, '_');
    return [
      () => saveGif(grid, join(folder, `${name}.gif`), gif),
      ...own.map(
        ({ filter, frames }) =>
          () =>
            saveGif(frames, join(folder, name, `filter-${filter}.gif`), gif),
      ),
      ...(pictures ? framesOf(grid, (i) => join(folder, name, `${i}.png`), colors) : []),
    ];
  });
  const written: string[] = [];
  for (const job of jobs) {
    throwIfAborted(signal, `writing GIFs to ${folder}`);
    written.push(await job());
    call.onProgress?.({ done: written.length, total: jobs.length, unit: 'file', label: `writing GIFs to ${folder}` });
    await yieldToEventLoop();
  }
  return written;
}

/** What writes each frame as a PNG. */
function framesOf(frames: Frames, pathOf: (index: number) => string, colors: GrayColors): (() => Promise<string>)[] {
  return Array.from({ length: frames.length }, (_, index) => async () => {
    await writeAtomically(pathOf(index), await framePng(frames, index, colors));
    return pathOf(index);
  });
}
