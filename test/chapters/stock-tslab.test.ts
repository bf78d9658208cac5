import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CodeCell, type Notebook, readNotebook, writeNotebook } from '../../src/report/notebook.js';
import { injectParameters } from '../../src/report/run/parameters.js';
import { executeNotebook, makeKernels, type NbclientOutcome, tslabKernel } from '../kernel/clients/python.js';
import { pythonProblem } from '../python.js';

// Stock tslab 1.0.22 behind nbclient, so that nobody needs our kernel to follow chapter 1.

const root = fileURLToPath(new URL('../..', import.meta.url));
const short = { epochs: 1, stepsPerEpoch: 2, stride: 4, ascentSteps: 3 };

describe.skipIf(pythonProblem)(`chapter 1 under stock tslab${pythonProblem ?? ''}`, () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'framescope-tslab-')));
  let outcome: NbclientOutcome;
  let executed: Notebook;

  beforeAll(async () => {
    const work = join(folder, 'work');
    mkdirSync(work);
    symlinkSync(join(root, 'node_modules'), join(work, 'node_modules')); // where stock tslab looks for framescope
    const chapter = injectParameters(await readNotebook(join(root, 'notebooks/01-counting-jumps.ipynb')), short);
    await writeNotebook(join(folder, '01.ipynb'), chapter);
    const kernels = makeKernels(folder, { tslab: tslabKernel() });
    const options = { kernel_name: 'tslab', timeout: 120 };
    outcome = await executeNotebook(join(folder, '01.ipynb'), { cwd: work, kernels, options });
    executed = outcome.notebook;
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const cells = (): CodeCell[] => executed.cells.filter((cell) => cell.cell_type === 'code');

  test('runs to its end, without a word on stderr', () => {
    const outputs = cells().flatMap((cell) => cell.outputs);
    const bad = outputs.filter((output) => output.output_type === 'error' || ('name' in output && output.name === 'stderr'));
    expect(bad).toEqual([]); // an error tells more than that there was one
    expect(outcome.problem).toBeNull();
    expect(readdirSync(join(folder, 'work/models')).sort()).toEqual(['filter-0.gif', 'gray.json', 'gray.safetensors']);
  });

  test('shows each figure in the cell that makes it, whole', () => {
    const names =
      /\b(videoPlayer|frameSlider|livePlot|historyPlot|eventStrip|confusionMatrix|interact|labelEditor|activationGrid|filterPlayer)\(/g;
    // What interact's function gives is within its figure.
    const wanted = cells().map(({ source }) => [...source.matchAll(names)].map(([, name]) => name));
    const shown = cells().map(({ outputs }) =>
      outputs.flatMap((output) => {
        const html = 'data' in output ? String(output.data['text/html'] ?? '') : '';
        const kind = /<figure [^>]*data-figure="(\w+)"/.exec(html)?.[1];
        return kind && html.includes('<script') && html.includes('data:image/png;base64,') ? [kind] : [];
      }),
    );
    expect(wanted.flat()).toHaveLength(13);
    expect(shown).toEqual(wanted.map((kinds) => (kinds.includes('interact') ? ['interact'] : kinds)));
  });

  test('tells results in words where there is no picture', () => {
    const said = cells().flatMap(({ outputs }) => outputs.flatMap((output) => ('text' in output ? [output.text] : [])));
    for (const words of ['9 videos in jump-rope', '32,368 parameters', 'matched', 'active:']) {
      expect(said.some((text) => text.includes(words))).toBe(true);
    }
  });
});

test('the chapter asks for nothing but the public package', async () => {
  const text = readFileSync(join(root, 'notebooks/01-counting-jumps.ipynb'), 'utf8');
  const { cells } = JSON.parse(text) as { cells: { cell_type: string; source: string | string[] }[] };
  const sources = cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => [source].flat().join(''));
  const modules = sources.flatMap((source) => [...source.matchAll(/\bfrom '([^']+)'/g)].map((match) => match[1]));
  expect(new Set(modules)).toEqual(new Set(['framescope', 'framescope/faithful', 'framescope/widgets']));
});
