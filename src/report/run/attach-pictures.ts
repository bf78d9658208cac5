import { basename } from 'node:path';
import type { Notebook } from '../notebook.js';
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
      const name = basename(decodeURIComponent(src)).replace(/[^\w.-]+/g, '-');
      cell.attachments = { ...cell.attachments, [name]: { [mime]: base64 } };
      return `${before}attachment:${name}${after}`;
    });
  }
}
