import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InvalidInputError, NotFoundError } from '../../lib/errors.js';
import { writeAtomically } from '../../lib/write-atomically.js';
import { readNotebook } from '../notebook.js';
import { picturesBelow } from './local-pictures.js';
import { indexOf, pageOf } from './page.js';

/** A page that was written. */
export interface PublishedPage {
  readonly notebook: string;
  readonly page: string;
  readonly title: string;
  readonly description: string;
  readonly bytes: number;
}

/** Options of publishing. */
export interface PublishOptions {
  /** The folder that pages are written to; made if it is missing. Nothing is written elsewhere. */
  readonly folder: string;
  /** Leave the notebooks' own HTML and scripts as they are. Default false: they are sanitised. */
  readonly trust?: boolean;
  /** Where a notebook's pictures and name come from when what is published is a copy of it that was run. Default: itself. */
  readonly originalOf?: (notebook: string) => string;
}

/**
 * Renders notebooks' saved outputs: a page each, named after the notebook, and an `index.html` when there are several.
 *
 * @throws {NotFoundError} when a notebook is not there.
 * @throws {InvalidInputError} when a file is no notebook, two would have the same page, or the folder can't be written to.
 */
export async function publishNotebooks(
  notebooks: readonly string[],
  { folder, trust = false, originalOf = (path) => path }: PublishOptions,
): Promise<PublishedPage[]> {
  const targets = new Map<string, string>();
  for (const path of notebooks) {
    const page = join(folder, `${pageName(path)}.html`);
    const other = targets.get(page);
    if (other !== undefined) throw new InvalidInputError(`${other} and ${path} would both be written to ${page}`);
    targets.set(page, path);
  }
  const [figureScript, version] = await Promise.all([readFigureScript(), readVersion()]);
  const published: PublishedPage[] = [];
  for (const [page, path] of targets) {
    const notebook = await readNotebook(path);
    const pictures = picturesBelow(dirname(resolve(originalOf(path))));
    const { html, title, description } = pageOf(notebook, { name: pageName(path), figureScript, version, trust, pictures });
    await writePage(page, html);
    published.push({ notebook: path, page, title, description, bytes: Buffer.byteLength(html) });
  }
  if (published.length > 1) {
    await writePage(join(folder, 'index.html'), indexOf(published.map((page) => ({ ...page, file: basename(page.page) }))));
  }
  return published;
}

/** Notebooks that paths mean: a file is itself, a folder all notebooks in it, by name. */
export async function notebooksAt(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (status) => status.isDirectory(),
      () => false,
    );
    if (!isFolder) {
      found.push(path);
      continue;
    }
    const names = (await readdir(path)).filter((name) => name.endsWith('.ipynb') && !name.startsWith('.')).sort();
    if (names.length === 0) throw new NotFoundError(`there is no notebook in ${path}`);
    found.push(...names.map((name) => join(path, name)));
  }
  return found;
}

/** 'chapters/01.executed.ipynb' → '01'. */
function pageName(path: string): string {
  return basename(path)
    .replace(/\.ipynb$/, '')
    .replace(/\.executed$/, '');
}

async function writePage(path: string, html: string): Promise<void> {
  try {
    await writeAtomically(path, html);
  } catch (cause) {
    throw new InvalidInputError(`${path} cannot be written: ${(cause as Error).message}`, {
      hint: 'Give another folder with -o',
      cause,
    });
  }
}

async function readFigureScript(): Promise<string> {
  try {
    // The same path whether this file runs compiled or from source.
    return await readFile(new URL('../../../dist/widgets/client/page.js', import.meta.url), 'utf8');
  } catch (cause) {
    throw new NotFoundError('the browser half of the figures is not built', { hint: 'Run npm run build', cause });
  }
}

async function readVersion(): Promise<string> {
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
