import { constants, copyFile, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { writeAtomically, writeError } from '../write-atomically.js';
import { encodeLabelFile } from './label-encoders.js';
import { checkedLabels } from './labels/label-edits.js';
import type { VideoLabels } from './labels/video-labels.js';

/** What is written beside the labels, and what becomes of a file that is there. */
export interface SaveLabelsOptions {
  /** The video's name or path: `.json` names it, so that labels cannot be taken for another's. Default: not named. */
  readonly video?: string;
  /** Frames of the video, kept in `.json` for the same reason. Default: not told. */
  readonly frameCount?: number;
  /** What becomes of a file that is there: kept beside as a `.bak`, or the call fails, or it is lost. Default 'keep'. */
  readonly existing?: 'keep' | 'refuse' | 'replace';
}

/**
 * Writes labels in the format that the path's ending names: `.json` holds everything, `.csv` all but video and region, `.npy` the frames
 * of the events (int32, as `loadEvents` reads them). Never leaves half a file.
 *
 * @returns the path of the copy that was made of the file that was there; undefined where there was none or it held the same.
 * @throws {InvalidInputError} when the ending is another, labels are none, or a file is there and `existing` is 'refuse'.
 */
export async function saveLabels(
  path: string,
  labels: VideoLabels,
  options: SaveLabelsOptions = {},
): Promise<string | undefined> {
  const { video, frameCount, existing = 'keep' } = options;
  const content = encodeLabelFile(path, { ...checkedLabels(labels), video, frameCount });
  const old = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (old?.equals(Buffer.from(content))) return undefined;
  if (old && existing === 'refuse') {
    throw new InvalidInputError(`${basename(path)} is there already`, {
      received: path,
      hint: "existing: 'keep' keeps it as a .bak",
    });
  }
  const copy = old && existing === 'keep' ? await backUp(path, old) : undefined;
  await writeAtomically(path, content);
  return copy;
}

/** Copies a file to its name with `.bak`, `.2.bak`, … behind: the first that is free, or that holds the same already. */
async function backUp(path: string, content: Buffer): Promise<string> {
  for (let n = 1; ; n++) {
    const copy = n === 1 ? `${path}.bak` : `${path}.${n}.bak`;
    try {
      await copyFile(path, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeError(copy, error);
      if ((await readFile(copy)).equals(content)) return copy;
    }
  }
}
