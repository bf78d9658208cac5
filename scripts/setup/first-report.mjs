import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
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

const CHAPTER = 'notebooks/01-counting-jumps.ipynb';

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
  const { active, reason } = await describeEngine();
  if (active !== 'native') {
    const shorter = shortened(active, declaredParameters(CHAPTER));
    parameters.push(...Object.entries(shorter.parameters).flatMap(([parameter, value]) => ['-p', `${parameter}=${value}`]));
    degraded.push(shorter.sentence);
    console.log(`engine: ${ENGINES[active]} (${reason}), so chapter 1 is shortened`);
  }
  mkdirSync(join(root, 'reports'), { recursive: true });
  const framescope = (...args) => runInForeground(process.execPath, [cli, ...args], { cwd: root });
  const code =
    (await framescope('run', CHAPTER, ...parameters, '--cwd', 'reports', '-o', executed)) ||
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

async function describeEngine() {
  const { startEngine } = await import('../../dist/lib/backend/engine.js');
  return startEngine();
}

const ENGINES = { wasm: 'WebAssembly', cpu: 'plain JavaScript' };

/** What chapter 1 takes without the native engine: weights that come along, and a token epoch to show how training goes. */
const SHORTENED = {
  wasm: { weights: 'shipped', epochs: 1, stepsPerEpoch: 4, stride: 2, ascentSteps: 10 },
  cpu: { weights: 'shipped', epochs: 1, stepsPerEpoch: 2, stride: 16, ascentSteps: 3 },
};

/** The shortening for an engine, as far as the chapter has parameters for it, and a sentence about it. */
export function shortened(engine, declared) {
  const parameters = Object.fromEntries(Object.entries(SHORTENED[engine]).filter(([name]) => declared.includes(name)));
  const what = parameters.weights
    ? 'chapter 1 counts with the weights that come along, and trains for a token epoch only'
    : 'training was cut to a token epoch; the page shows the way, not a trained network';
  const sentence = `${ENGINES[engine]} computes instead of the native engine, so ${what} (${parameters.stepsPerEpoch} steps).`;
  return { parameters, sentence };
}

/** Names that the notebook's parameters cell declares. */
export function declaredParameters(notebook) {
  const { cells } = JSON.parse(readFileSync(join(root, notebook), 'utf8'));
  const cell = cells.find(({ metadata }) => metadata?.tags?.includes('parameters'));
  return [
    ...[cell?.source ?? '']
      .flat()
      .join('')
      .matchAll(/^\s*(?:let|var)\s+(\w+)/gm),
  ].map(([, name]) => name);
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
