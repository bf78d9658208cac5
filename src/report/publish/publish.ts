import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InvalidInputError } from '../../lib/errors.js';
import { ownVersion } from '../../lib/own-version.js';
import { writeAtomically } from '../../lib/write-atomically.js';
import { readNotebook } from '../notebook.js';
import { picturesOf } from '../pictures.js';
import { readFigureScripts } from './figure-script.js';
import { listPage } from './list-page.js';
import { type NotebookPage, notebookPage } from './notebook-page.js';

/** How notebooks are published. */
export interface PublishOptions {
  /** The folder the pages go into; made if missing, nothing is written elsewhere. */
  readonly out: string;
  /** Write `index.html`, a list of the pages. */
  readonly list: boolean;
  /** Leave the notebooks' own HTML and scripts as they are. Default false: sanitised. */
  readonly trust?: boolean;
  /** The command that makes the pages again, for their footers. */
  readonly command: string;
}

/** A notebook to publish. */
export interface PublishSource {
  /** The notebook whose outputs are shown. */
  readonly path: string;
  /** Where it came from, if that is another file: its pictures are looked for there. Default `path`. */
  readonly origin?: string;
}

/** A page that was written. */
export interface PublishedPage {
  readonly file: string;
  readonly title: string;
  readonly bytes: number;
}

/**
 * Writes one HTML page a notebook, and a list of them where wanted. All notebooks are rendered before the first page is written.
 *
 * @throws {NotFoundError} when a notebook, or the figures' browser half, is not there.
 * @throws {InvalidInputError} when a file is no notebook, or the folder cannot be written to.
 */
export async function publish(sources: readonly PublishSource[], options: PublishOptions): Promise<PublishedPage[]> {
  const { out, list, trust = false, command } = options;
  const surroundings = {
    version: ownVersion(),
    figureScript: await readFigureScripts(),
    home: list ? 'index.html' : undefined,
  };
  const names = new Set<string>(list ? ['index'] : []);
  const pages: (NotebookPage & { name: string })[] = [];
  for (const { path, origin = path } of sources) {
    const name = freeName(basename(origin).replace(/\.ipynb$/, ''), names);
    const notebook = await readNotebook(path);
    const page = notebookPage(notebook, { ...surroundings, name, command, trust, pictures: picturesOf(dirname(origin)) });
    pages.push({ ...page, name });
  }
  const written: PublishedPage[] = [];
  for (const { name, title, html } of pages) {
    const file = join(out, `${name}.html`);
    await writePage(file, html);
    written.push({ file, title, bytes: (await stat(file)).size });
  }
  if (list) {
    const html = listPage(pages, { version: surroundings.version, command });
    await writePage(join(out, 'index.html'), html);
  }
  return written;
}

async function writePage(file: string, html: string): Promise<void> {
  try {
    await writeAtomically(file, html);
  } catch (cause) {
    const hint = 'Give another folder with -o';
    throw new InvalidInputError(`${file} cannot be written: ${(cause as Error).message}`, { hint, cause });
  }
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}-${i}`;
  taken.add(name);
  return name;
}
