import { InvalidInputError } from '../errors.js';
import { encodeNpy } from './encode-npy.js';
import type { EventJson, EventsJson, RangeJson } from './events-json.js';
import { present } from './labels/present.js';

/** What a label file is written from. */
export type LabelContent = Omit<EventsJson, 'format' | 'version'>;

/** Endings of label files that are written, the one written by default first. */
export const LABEL_EXTENSIONS = ['.npy', '.json', '.csv'] as const;

/**
 * The bytes or the text of a label file in the format that the path's ending names. Events must be ascending.
 *
 * `.json` holds everything; `.csv` all but video and region, a range as a line with an `endFrame`; `.npy` the events' frames (int32).
 *
 * @throws {InvalidInputError} when the ending is another.
 */
export function encodeLabelFile(path: string, content: LabelContent): Uint8Array | string {
  const encode = ENCODERS[/\.[^.]*$/.exec(path)?.[0].toLowerCase() ?? ''];
  if (!encode) throw new InvalidInputError(`labels are written as ${LABEL_EXTENSIONS.join(', ')}`, { received: fileName(path) });
  return encode({ ...content, events: content.events.map(rounded) });
}

const ENCODERS: Readonly<Record<string, (content: LabelContent) => Uint8Array | string>> = {
  '.npy': ({ events }) => encodeNpy({ data: Int32Array.from(events, ({ frame }) => frame), shape: [events.length] }),
  '.json': ({ video, frameCount, events, ranges = [], region }) => {
    const facts = { format: 'framescope events', version: 1, video: video && fileName(video), frameCount, region };
    const fields = Object.entries(present(facts)).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
    if (ranges.length > 0) fields.push(`"ranges": ${linesOf(ranges)}`);
    fields.push(`"events": ${linesOf(events)}`);
    return `{\n  ${fields.join(',\n  ')}\n}\n`;
  },
  '.csv': ({ events, ranges = [] }) => {
    const rows: CsvRow[] = [...events, ...ranges.map(({ start, end, ...range }) => ({ ...range, frame: start, endFrame: end }))];
    const columns = COLUMNS.filter((column) => column === 'frame' || rows.some((row) => row[column] !== undefined));
    const lines = rows.map((row) => columns.map((column) => quoted(row[column])).join(','));
    return `${[columns.join(','), ...lines].join('\n')}\n`;
  },
};

/** The last part of a path; written out, since browsers encode label files too. */
function fileName(path: string): string {
  return path.replace(/^.*[\\/]/, '');
}

const COLUMNS = ['frame', 'endFrame', 'time', 'source', 'confidence', 'class'] as const;

type CsvRow = EventJson & { readonly endFrame?: number };

function linesOf(rows: readonly (EventJson | RangeJson)[]): string {
  return `[${rows.map((row) => `\n    ${JSON.stringify(row)}`).join(',')}\n  ]`;
}

function quoted(value: string | number | undefined): string {
  if (value === undefined) return '';
  return /[",;\t]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
}

/** Times to the microsecond, as containers keep them; confidence to what a reader can tell apart. */
function rounded({ frame, time, source, confidence, class: name }: EventJson): EventJson {
  const round = (value: number | undefined): number | undefined => (value === undefined ? value : Number(value.toFixed(6)));
  return present({ frame, time: round(time), source, confidence: round(confidence), class: name });
}
