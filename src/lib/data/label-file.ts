import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { missingFileError } from '../nearest-names.js';
import { readCsvLabels } from './label-file-csv.js';
import { readJsonLabels } from './label-file-json.js';
import { decodeNpy } from './npy.js';

/** One event as a label file names it: by frame, by time in seconds, or both. */
export interface LabelMark {
  readonly frame?: number;
  readonly time?: number;
}

/** What a label file holds, not yet compared with a video. */
export interface LabelFile {
  /** File name, for messages. */
  readonly name: string;
  readonly marks: readonly LabelMark[];
  /** The video the file says it belongs to. */
  readonly video?: string;
}

/** Endings of label files, the one written by default first. */
export const LABEL_EXTENSIONS = ['.npy', '.json', '.csv'] as const;

const READERS: Readonly<Record<string, (bytes: Buffer, name: string) => Omit<LabelFile, 'name'>>> = {
  '.npy': readNpyLabels,
  '.json': readJsonLabels,
  '.csv': readCsvLabels,
};

/**
 * Reads a label file by its ending.
 *
 * @throws {NotFoundError} when it is missing.
 * @throws {InvalidInputError} when it is empty, of another kind, or not what its ending says.
 */
export async function readLabelFile(path: string): Promise<LabelFile> {
  const name = basename(path);
  const read = READERS[extname(path).toLowerCase()];
  if (!read) {
    throw new InvalidInputError(`labels come as ${LABEL_EXTENSIONS.join(', ')} files`, {
      received: name,
      accepted: 'frame indices, such as jumper-1.npy',
    });
  }
  const bytes = await readFile(path).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw await missingFileError(path, 'the label file');
    throw new InvalidInputError(`${name} cannot be read (${cause.code})`, { received: path, cause });
  });
  if (bytes.length === 0) {
    throw new InvalidInputError(`${name} is empty: 0 bytes`, {
      hint: 'No event at all is written as an empty list: saveEvents(path, [])',
    });
  }
  return { name, ...read(bytes, name) };
}

function readNpyLabels(bytes: Buffer, name: string): Omit<LabelFile, 'name'> {
  const { shape, data } = decodeNpy(bytes, name);
  if (shape.length !== 1)
    throw new InvalidInputError(`${name} must be one-dimensional`, { received: `shape [${shape.join(', ')}]` });
  return { marks: Array.from(data as Iterable<number | bigint>, (frame) => ({ frame: Number(frame) })) };
}
