import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { missingFileError } from '../nearest-names.js';
import { LABEL_EXTENSIONS } from './label-encoders.js';
import { readCsvLabels } from './label-file-csv.js';
import { readJsonLabels } from './label-file-json.js';
import { readCvatXml } from './labels/foreign/cvat-xml.js';
import { readElan } from './labels/foreign/elan.js';
import type { LabelRegion, LabelSource } from './labels/video-labels.js';
import { decodeNpy } from './npy.js';

/** One event as a label file names it: by frame, by time in seconds, or both. */
export interface LabelMark {
  readonly frame?: number;
  readonly time?: number;
  /** Who set it. Default: a person. */
  readonly source?: LabelSource;
  /** How sure the model was, 0 to 1. */
  readonly confidence?: number;
  readonly class?: string;
}

/** Something that goes on, as a label file names it: by its first and last frame, or by times in seconds, the end not included. */
export interface LabelSpan {
  readonly class: string;
  readonly frames?: readonly [first: number, last: number];
  readonly times?: readonly [start: number, end: number];
  /** Who set it. Default: a person. */
  readonly source?: LabelSource;
}

/** What a label file holds, not yet compared with a video. */
export interface LabelFile {
  /** File name, for messages. */
  readonly name: string;
  readonly marks: readonly LabelMark[];
  readonly spans?: readonly LabelSpan[];
  readonly region?: LabelRegion;
  /** The video the file says it belongs to. */
  readonly video?: string;
  /** Frames of that video, where the file says so. */
  readonly frameCount?: number;
  /** Whether another program's format left room for several labels on a frame, or for spans of one frame. */
  readonly isForeign?: boolean;
}

/** How one kind of label file is read. `video` chooses among the videos of a file that holds labels of several. */
export type LabelReader = (bytes: Buffer, name: string, video?: string) => Omit<LabelFile, 'name'>;

export { LABEL_EXTENSIONS };

const READERS: Readonly<Record<string, LabelReader>> = {
  '.npy': readNpyLabels,
  '.json': readJsonLabels,
  '.csv': readCsvLabels,
  '.xml': readCvatXml,
  '.eaf': readElan,
};

/** Most bytes of a label file: a hundred thousand labels take a tenth of it. */
const MOST_BYTES = 64_000_000;

/**
 * Reads a label file by its ending.
 *
 * @throws {NotFoundError} when it is missing.
 * @throws {InvalidInputError} when it is empty, of another kind, larger than 64 MB, or not what its ending says.
 */
export async function readLabelFile(path: string, video?: string): Promise<LabelFile> {
  const name = basename(path);
  readerOf(name);
  const bytes = await readAtMost(path, MOST_BYTES + 1).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw await missingFileError(path, 'the label file');
    throw new InvalidInputError(`${name} cannot be read (${cause.code})`, { received: path, cause });
  });
  return readLabelBytes(bytes, name, video);
}

/**
 * Reads the content of a label file; its name's ending says what it is.
 *
 * @throws {InvalidInputError} when it is empty, of another kind, larger than 64 MB, or not what its ending says.
 */
export function readLabelBytes(bytes: Buffer, name: string, video?: string): LabelFile {
  const read = readerOf(name);
  if (bytes.length === 0) {
    throw new InvalidInputError(`${name} is empty: 0 bytes`, {
      hint: 'No event at all is written as an empty list: saveEvents(path, [])',
    });
  }
  if (bytes.length > MOST_BYTES) {
    throw new InvalidInputError(`${name} is too large for a label file`, { accepted: `up to ${MOST_BYTES / 1e6} MB` });
  }
  return { name, ...read(bytes, name, video) };
}

function readerOf(name: string): LabelReader {
  const ending = extname(name).toLowerCase();
  if (Object.hasOwn(READERS, ending)) return READERS[ending];
  throw new InvalidInputError(`labels come as ${LABEL_EXTENSIONS.join(', ')} files`, {
    received: name,
    accepted: 'frame indices, such as jumper-1.npy; .xml and .json of CVAT, .json of VIA, .eaf of ELAN',
  });
}

async function readAtMost(path: string, most: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size < most) return await file.readFile();
    return Buffer.alloc(most); // too large; what it holds does not matter
  } finally {
    await file.close();
  }
}

function readNpyLabels(bytes: Buffer, name: string): Omit<LabelFile, 'name'> {
  const { shape, data } = decodeNpy(bytes, name);
  if (shape.length !== 1)
    throw new InvalidInputError(`${name} must be one-dimensional`, { received: `shape [${shape.join(', ')}]` });
  return { marks: Array.from(data as Iterable<number | bigint>, (frame) => ({ frame: Number(frame) })) };
}
