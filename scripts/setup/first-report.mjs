import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runInForeground } from './run.mjs';
import { cli, root, setUp } from './set-up.mjs';

const USAGE = `npm start [-- --data FOLDER]

Installs what is missing, runs chapter 1 of the course and writes it to reports/ as one HTML page.

  --data FOLDER   run on your own videos: a folder of videos with a .npy of event frames beside each,
                  or one with videos/ and annotations/. Default: the embedded videos.
  --help          this text`;

/** What `npm start` does; returns its exit code. */
export async function main(args) {
  let options;
  try {
    options = parseArgs({ args, options: { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  // npm runs scripts in the repository; a relative folder is meant from where the user is.
  const folder = options.data === undefined ? undefined : resolve(process.env.INIT_CWD ?? process.cwd(), options.data);
  const problem = folder === undefined ? undefined : whyNoFolder(folder);
  if (problem) {
    console.error(problem);
    return 1;
  }
  try {
    return await report(folder);
  } catch (error) {
    console.error(error.message);
    return 1;
  }
}

async function report(folder) {
  const began = Date.now();
  const { degraded } = await setUp();
  const name = folder === undefined ? '01-counting-jumps' : `01-counting-jumps-${fileName(basename(folder))}`;
  const executed = join('reports', `${name}.ipynb`);
  const parameters = folder === undefined ? [] : ['-p', `folder=${folder}`];
  if (!(await hasNativeEngine())) {
    parameters.push(...['epochs=1', 'stepsPerEpoch=2', 'stride=16', 'ascentSteps=3'].flatMap((text) => ['-p', text]));
    degraded.push('Training was cut to 2 steps, since plain JavaScript computes; the page shows the way, not a trained network.');
    console.log('engine: plain JavaScript, so training is cut to 2 steps');
  }
  mkdirSync(join(root, 'reports'), { recursive: true });
  const framescope = (...args) => runInForeground(process.execPath, [cli, ...args], { cwd: root });
  const code =
    (await framescope('run', 'notebooks/01-counting-jumps.ipynb', ...parameters, '--cwd', 'reports', '-o', executed)) ||
    (await framescope('publish', executed, '-o', 'reports'));
  if (code !== 0) {
    console.error(code === 130 ? 'Interrupted.' : 'No page was written: see above.');
    return code;
  }
  const page = join(root, 'reports', `${name}.html`);
  const place = relative(process.env.INIT_CWD ?? process.cwd(), page);
  console.log(`\nYour page: ${place.startsWith('..') ? page : place}\n  ${pathToFileURL(page)}`);
  for (const sentence of degraded) console.log(`Degraded: ${sentence}`);
  console.log(`Total time: ${((Date.now() - began) / 1000).toFixed(0)} s`);
  return 0;
}

async function hasNativeEngine() {
  if (process.env.FRAMESCOPE_BACKEND === 'cpu') return false;
  const { findNativeEngine } = await import('../../dist/lib/backend/install/index.js');
  return !('missing' in findNativeEngine());
}

/** Why the folder cannot be used, with the names that are there; undefined where it can. */
function whyNoFolder(folder) {
  try {
    if (statSync(folder).isDirectory()) return undefined;
    return `--data takes a folder of videos. Received: ${folder}, which is a file. Give the folder it lies in: ${dirname(folder)}`;
  } catch {
    let parent = dirname(folder);
    while (parent !== dirname(parent) && !isFolder(parent)) parent = dirname(parent);
    const names = readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
    const there = names.length === 0 ? 'no folders' : names.slice(0, 12).join(', ');
    return `There is no folder ${folder}. In ${parent} there are: ${there}`;
  }
}

function isFolder(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A name that is safe in a file name on every system. */
function fileName(name) {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '') || 'data';
}
