import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { writeAtomically } from '../write-atomically.js';
import { checkedEvents, requireEventsWithin } from './events.js';
import { LABEL_EXTENSIONS } from './label-file.js';
import type { EventsJson } from './label-file-json.js';
import { encodeNpy } from './npy.js';

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
  const encode = ENCODERS[extname(path).toLowerCase()];
  if (!encode) throw new InvalidInputError(`labels are written as ${LABEL_EXTENSIONS.join(', ')}`, { received: name });
  const checked = checkedEvents([...events], name);
  if (timestamps) requireEventsWithin(checked, timestamps.length, name, video ?? 'the video');
  if (!overwrite && existsSync(path)) {
    throw new InvalidInputError(`${name} is there already`, { received: path, hint: 'overwrite: true replaces it' });
  }
  const rows = checked.map((frame) => ({ frame, ...(timestamps ? { time: Number(timestamps[frame].toFixed(6)) } : {}) }));
  await writeAtomically(path, encode(rows, video));
}

type Row = EventsJson['events'][number];

const ENCODERS: Readonly<Record<string, (rows: readonly Row[], video: string | undefined) => Uint8Array | string>> = {
  '.npy': (rows) => encodeNpy({ data: Int32Array.from(rows, ({ frame }) => frame), shape: [rows.length] }),
  '.json': (rows, video) => {
    const lines = rows.map((row) => `\n    ${JSON.stringify(row)}`);
    const named = video === undefined ? '' : `\n  "video": ${JSON.stringify(basename(video))},`;
    return `{\n  "format": "framescope events",\n  "version": 1,${named}\n  "events": [${lines.join(',')}\n  ]\n}\n`;
  },
  '.csv': (rows) => {
    const hasTimes = rows.some(({ time }) => time !== undefined);
    const lines = rows.map(({ frame, time }) => (hasTimes ? `${frame},${time}` : String(frame)));
    return `${[hasTimes ? 'frame,time' : 'frame', ...lines].join('\n')}\n`;
  },
};
