import { basename, parse } from 'node:path';
import type { Notebook, NotebookBundle, TextCell } from '../notebook.js';
import { picturesOf } from '../pictures.js';

/** `![words](path)`, the path without spaces, brackets or a title. */
const PICTURE = /(!\[[^\]]*\]\()([^()\s]+)(\))/g;

/**
 * Turns pictures that lie beside a notebook, in `folder`, into attachments, so that they are still there when the notebook is
 * saved elsewhere. Pictures that are not there, too large, or outside the folder stay as they are written.
 */
export function attachPictures(notebook: Notebook, folder: string): void {
  const pictureAt = picturesOf(folder);
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'markdown') continue;
    cell.source = cell.source.replace(PICTURE, (written, before: string, src: string, after: string) => {
      const [, mime, base64] = pictureAt(src)?.match(/^data:([^;]+);base64,(.*)$/s) ?? [];
      if (mime === undefined || base64 === undefined) return written;
      const picture = { [mime]: base64 };
      const name = nameFor(basename(decodeURIComponent(src.replace(/[?#].*$/, ''))), picture, cell.attachments);
      cell.attachments = { ...cell.attachments, [name]: picture };
      return `${before}attachment:${name}${after}`;
    });
  }
}

/** A name for a picture, by which no other picture of the cell is called. */
function nameFor(file: string, picture: NotebookBundle, taken: TextCell['attachments'] = {}): string {
  const { name, ext } = parse(file.replace(/[^\w.-]+/g, '-'));
  const isFree = (wanted: string): boolean =>
    !Object.hasOwn(taken, wanted) || JSON.stringify(taken[wanted]) === JSON.stringify(picture);
  let free = `${name}${ext}`;
  for (let i = 2; !isFree(free); i++) free = `${name}-${i}${ext}`;
  return free;
}
