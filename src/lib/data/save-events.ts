import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { writeAtomically } from '../write-atomically.js';
import { checkedEvents, requireEventsWithin } from './events.js';
import { encodeLabelFile } from './label-encoders.js';

/** What is written beside the frames of the events. */
export interface SaveEventsOptions {
  /** The video's name or path: `.json` names it, so that labels cannot be taken for another's. Default: not named. */
  readonly video?: string;
  /** Seconds at which each frame is shown, `frames.timestamps`: `.json` and `.csv` then hold the time too. Default: frames alone. */
  readonly timestamps?: Float64Array;
  /** Replace a file that is there. Default false: labels are work, and not lost by mistake. */
  readonly overwrite?: boolean;
}

/**
 * Writes event labels, frame indices counted from 0 and ascending, in the format that the path's ending names: `.npy`
 * (int32), `.json` or `.csv`. `loadEvents` reads the same back. Never leaves half a file.
 *
 * @throws {InvalidInputError} when the ending is another, events are no ascending frame indices or lie beyond the last of
 *   `timestamps`, or the file is there and `overwrite` is not set.
 */
export async function saveEvents(path: string, events: readonly number[], options: SaveEventsOptions = {}): Promise<void> {
  const { video, timestamps, overwrite = false } = options;
  const name = basename(path);
  const checked = checkedEvents([...events], name);
  if (timestamps) requireEventsWithin(checked, timestamps.length, name, video ?? 'the video');
  if (!overwrite && existsSync(path)) {
    throw new InvalidInputError(`${name} is there already`, { received: path, hint: 'overwrite: true replaces it' });
  }
  const rows = checked.map((frame) => ({ frame, ...(timestamps ? { time: timestamps[frame] } : {}) }));
  await writeAtomically(path, encodeLabelFile(path, { events: rows, video }));
}
