import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { InvalidInputError } from '../lib/errors.js';
import { type PublishSource, publish as publishNotebooks } from '../report/publish/publish.js';
import { type Command, UsageError } from './command.js';
import { interruptible } from './interruptible.js';

/** `framescope publish`: notebooks with their saved outputs as offline HTML pages. */
export const publish: Command = {
  summary: 'Renders notebooks with their outputs to offline HTML pages',
  usage: `framescope publish NOTEBOOK… [-o DIR] [--run] [--trust] [--json]

Writes one HTML file a notebook that needs no network: figures alive, formulas, table of contents, light and dark.
A folder stands for the notebooks in it. Several notebooks get a list, index.html.

  -o, --out DIR  where the pages go; nothing is written elsewhere (default: reports)
      --run      executes the notebooks first; the executed copies are kept beside the pages
      --trust    leaves the notebooks' own HTML and scripts in; without it they are sanitised
      --json     prints the pages as a JSON list: file, title, bytes

  framescope publish notebooks/01-counting-jumps.ipynb
  framescope publish notebooks -o reports --run`,
  async run(args: readonly string[]): Promise<number> {
    const { positionals, values } = parsed(args);
    if (positionals.length === 0) throw new UsageError('framescope publish needs a notebook.');
    const { out, run, trust, json } = values;
    const { notebooks, isList } = await notebooksOf(positionals);
    const { sources, code } = run ? await executed(notebooks, out) : { sources: notebooks.map((path) => ({ path })), code: 0 };
    const options = { out, list: isList, trust, command: `framescope publish ${args.map(quoted).join(' ')}` };
    const pages = await publishNotebooks(sources, options);
    for (const { file, bytes } of pages) {
      if (!json) process.stdout.write(`${file}  ${size(bytes)}\n`);
      if (bytes > LARGE)
        process.stderr.write(`${file} is large; the figures' pictures are most of it. Show fewer or smaller frames.\n`);
    }
    if (json) process.stdout.write(`${JSON.stringify(pages)}\n`);
    else if (isList) process.stdout.write(`${join(out, 'index.html')}  the list of ${pages.length}\n`);
    return code;
  },
};

/** From this size on, in bytes, a page opens slowly on a phone. */
const LARGE = 8 * 1024 * 1024;

function parsed(args: readonly string[]): {
  positionals: string[];
  values: { out: string; run: boolean; trust: boolean; json: boolean };
} {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string', short: 'o', default: 'reports' },
        run: { type: 'boolean', default: false },
        trust: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Files as they are given, folders as the notebooks in them, by name. */
async function notebooksOf(paths: readonly string[]): Promise<{ notebooks: string[]; isList: boolean }> {
  const notebooks: string[] = [];
  let isList = paths.length > 1;
  for (const path of paths) {
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
    if (!isFolder) {
      notebooks.push(path);
      continue;
    }
    isList = true;
    const names = (await readdir(path)).filter((name) => name.endsWith('.ipynb')).sort();
    if (names.length === 0) throw new InvalidInputError(`there is no notebook in the folder ${path}`);
    notebooks.push(...names.map((name) => join(path, name)));
  }
  return { notebooks, isList };
}

/** Runs the notebooks one after the other, into copies in `out`; what fails or is interrupted is published as far as it came. */
async function executed(notebooks: readonly string[], out: string): Promise<{ sources: PublishSource[]; code: number }> {
  const { runNotebook } = await import('../report/run/run-notebook.js');
  const sources: PublishSource[] = [];
  return interruptible('Interrupting the running cell', async (signal) => {
    let code = 0;
    for (const origin of notebooks) {
      const path = freePath(join(out, basename(origin)), sources);
      const { status, failure } = await runNotebook(origin, {
        output: path,
        signal,
        onCell: ({ number, total, seconds }) => {
          if (seconds !== undefined) process.stderr.write(`${origin}: cell ${number} of ${total}, ${seconds.toFixed(1)} s\n`);
        },
      });
      if (failure) process.stderr.write(`${origin}: cell ${failure.cell} failed. ${failure.ename}: ${failure.evalue}\n`);
      else if (status !== 'ok') process.stderr.write(`${origin}: stopped; the page shows what ran.\n`);
      sources.push({ path, origin });
      if (status === 'interrupted') return { sources, code: 130 };
      if (status === 'error') code = 1;
    }
    return { sources, code };
  });
}

/** Notebooks of the same name from different folders must not share a copy. */
function freePath(wanted: string, taken: readonly PublishSource[]): string {
  let path = wanted;
  for (let i = 2; taken.some((source) => source.path === path); i++) path = wanted.replace(/\.ipynb$/, `-${i}.ipynb`);
  return path;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
