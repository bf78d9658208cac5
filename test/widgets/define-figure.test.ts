import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/lib/errors.js';
import { notebookPage } from '../../src/report/publish/notebook-page.js';
import * as widgets from '../../src/widgets/index.js';
import { defineFigure, type Figure, trait } from '../../src/widgets/index.js';
import { code, notebook, result } from '../report/published-notebook.js';
import { useBrowser } from './browser.js';

/** Counts clicks; listens to `count`, but not to `title`. */
const CLIENT = `
function render({ model, el }) {
  const button = document.createElement('button');
  const bars = new Float32Array(model.get('bars').buffer);
  const show = () => { button.textContent = model.get('title') + ': ' + model.get('count') + ' of ' + bars.join('+'); };
  button.addEventListener('click', () => { model.set('count', model.get('count') + 1); model.save_changes(); });
  model.on('change:count', show);
  show();
  el.className = 'fs';
  el.append(button);
  return () => model.off('change:count', show);
}
export default { render };
`;

function defineTally(client: string | URL = CLIENT) {
  return defineFigure({
    kind: 'tally',
    state: {
      title: trait.text(),
      bars: trait.array(Float32Array),
      count: trait.initially(trait.integer({ least: 0 }), 0),
      note: trait.optional(trait.text()),
    },
    check: ({ title, count }) => {
      if (title === 'none' && count > 0) throw new InvalidInputError('nothing can be counted', { received: count });
    },
    text: ({ title, count }) => `${title}: ${count}`,
    poster: ({ count }) => ({ width: 40, height: 10, overlay: `<rect width="${count}" height="10"/>` }),
    client,
  });
}

const tally = defineTally();
const bars = new Float32Array([1.5, 2]);

describe('a figure of one’s own', () => {
  test('takes what fits, and fills in what has an initial value', async () => {
    const figure = tally({ title: 'hits', bars });
    expect(figure.state).toEqual({ title: 'hits', bars, count: 0, note: undefined });
    expect([figure.kind, figure.text, figure.get('count')]).toEqual(['tally', 'hits: 0', 0]);
    const seen: unknown[] = [];
    const stop = figure.observe('count', (value, former) => seen.push([value, former]));
    figure.set('count', 4);
    figure.set('count', 4);
    stop();
    figure.set('count', 5);
    expect(seen).toEqual([[4, 0]]);
    expect(String((await figure.toMimeBundle())['text/html'])).toContain('&quot;count&quot;:5');
  });

  test('says of state that does not fit what is wrong, what was given, and what is accepted', () => {
    const given = (state: object) => () => tally(state as never);
    expect(given({ title: 'hits' })).toThrow(/tally needs bars. Received: \["title"\]. Accepted: bars: a Float32Array/);
    expect(given({ title: 7, bars })).toThrow(/title of tally does not fit. Received: 7. Accepted: a text/);
    expect(given({ title: 'hits', bars, count: -1 })).toThrow(/Received: -1. Accepted: an integer from 0/);
    expect(given({ title: 'hits', bars, cuont: 1 })).toThrow(/no state of this name.*Received: "cuont".*Did you mean count/);
    expect(given({ title: 'hits', bars: [1, 2] })).toThrow(/Accepted: a Float32Array/);
    expect(given({ title: 'none', bars, count: 1 })).toThrow(/nothing can be counted/);
    const figure = tally({ title: 'none', bars });
    expect(() => figure.set('count', Number.NaN)).toThrow(InvalidInputError);
    expect(() => figure.set('count', 1)).toThrow(/nothing can be counted/);
    expect(() => figure.get('frame' as never)).toThrow(/no state of this name/);
    expect(figure.state.count).toBe(0);
  });

  test('a kind or a name that cannot be used is refused at once', () => {
    const definition = { text: () => '', poster: () => ({ width: 1, height: 1 }), client: CLIENT };
    expect(() => defineFigure({ ...definition, kind: '"><script>', state: {} })).toThrow(/kind must be a name/);
    expect(() => defineFigure({ ...definition, kind: 'a', state: { _esm: trait.text() } })).toThrow(/Jupyter needs.*_esm/);
    expect(() => defineFigure({ ...definition, kind: 'barChart', state: {} })).toThrow(/has a figure of this kind.*"barChart"/);
  });

  test('a browser half without a default export is refused when it is shown', async () => {
    const figure = defineTally('export function render() {}')({ title: 'hits', bars });
    await expect(figure.toMimeBundle()).rejects.toThrow(/browser half of tally must have one export, the default one/);
  });

  test.each([
    ['numbers', trait.number({ greatest: 1 }), [0, -3.5], ['1', 2, Number.NaN, Infinity]],
    ['choices', trait.oneOf('own', 'shared'), ['own'], ['mine', undefined]],
    ['lists', trait.list(trait.integer()), [[], [1, 2]], [[1.5], '12', 1]],
    ['plain data', trait.data(), [null, { a: [1, new Uint8Array(2)] }], [() => 1, new Map(), { a: Symbol('x') }]],
    ['flags', trait.flag(), [true], [1]],
  ])('traits: %s', (_, { fits }, fitting: readonly unknown[], others: readonly unknown[]) => {
    expect(fitting.filter((value) => !fits(value))).toEqual([]);
    expect(others.filter((value) => fits(value))).toEqual([]);
  });

  test('bytes that come from a browser become the array again; a cut one is refused', () => {
    const { fromBytes } = trait.array(Float32Array);
    expect(fromBytes?.(new Uint8Array(bars.buffer))).toEqual(bars);
    expect(() => fromBytes?.(new Uint8Array(7))).toThrow(/multiple of 4/);
  });
});

describe('a figure of one’s own in the browser', () => {
  const chromium = useBrowser();

  test.each([
    'text',
    'file',
  ])('is alive with its own script, given as %s; what it does not hear of is drawn anew', async (form) => {
    const folder = mkdtempSync(join(tmpdir(), 'framescope-own-'));
    const file = join(folder, 'tally.js');
    writeFileSync(file, CLIENT);
    const figure = form === 'text' ? tally({ title: 'hits', bars }) : defineTally(pathToFileURL(file))({ title: 'hits', bars });
    const view = await chromium.open([figure, tally({ title: 'misses', bars })], { script: 'own' });
    rmSync(folder, { recursive: true });
    const button = view.page.getByRole('button', { name: 'hits: 0 of 1.5+2' });
    await button.click();
    await view.page.getByRole('button', { name: 'hits: 1 of 1.5+2' }).click();
    await view.page.getByRole('button', { name: 'misses: 0' }).click();
    await view.page.evaluate(() => {
      const element = document.querySelector('figure') as
        | (HTMLElement & { framescope?: { take(...values: unknown[]): void } })
        | null;
      element?.framescope?.take('title', 'steps');
    });
    await expect.poll(() => view.page.getByRole('button').allTextContents()).toEqual(['steps: 2 of 1.5+2', 'misses: 1 of 1.5+2']);
    await view.close();
  });

  test('in a published page it is alive where the notebook is trusted, and a poster where it is not', async () => {
    const { 'text/html': html, 'text/plain': plain } = await tally({ title: 'hits', bars }).toMimeBundle();
    const own = notebook([code(1, 'tally', [result(1, { 'text/html': html, 'text/plain': plain })])]);
    const about = { name: 'own', version: '0', command: 'framescope publish', figureScript: () => undefined };
    for (const trust of [true, false]) {
      const view = await chromium.open([], { document: notebookPage(own, { ...about, trust }).html });
      const button = view.page.getByRole('button', { name: 'hits: 0' });
      if (trust) await button.click();
      await expect.poll(() => view.page.locator('.framescope-poster').isVisible()).toBe(!trust);
      expect(await view.page.getByRole('button', { name: 'hits: 1' }).count()).toBe(trust ? 1 : 0);
      await view.page.close();
      expect(view.faults).toEqual([]);
    }
  });
});

describe('docs/widgets.md', () => {
  const chromium = useBrowser();

  test('its example is at most sixty lines, and is alive as it stands', async () => {
    const page = readFileSync(new URL('../../docs/widgets.md', import.meta.url), 'utf8');
    const example = [...page.matchAll(/```ts\n([\s\S]*?)```/g)]
      .map(([, code]) => code)
      .find((code) => code.includes('client: `'));
    if (!example) throw new Error('there is no example');
    expect(example.trim().split('\n').length).toBeLessThanOrEqual(60);
    const { outputText, diagnostics } = ts.transpileModule(`${example.replace(/chart\n$/, 'export { chart };')}`, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
      reportDiagnostics: true,
    });
    expect(diagnostics).toEqual([]);
    const exported: { chart?: Figure<{ selected: number }> } = {};
    const said: string[] = [];
    new Function('require', 'exports', 'console', outputText)(() => widgets, exported, {
      log: (words: string) => said.push(words),
    });
    const { chart } = exported;
    if (!chart) throw new Error('the example gives no chart');
    chart.set('selected', 0);
    expect(said).toEqual(['looked at left']);
    for (const theme of ['light', 'dark'] as const) {
      const view = await chromium.open([chart], { script: 'own', theme, width: 400 });
      const button = view.page.getByRole('button', { name: 'right 30' });
      expect(await button.getAttribute('aria-pressed')).toBe('false');
      await button.press('Enter');
      expect(await button.getAttribute('aria-pressed')).toBe('true');
      await view.screenshot(`own-figure-${theme}`);
      await view.close();
    }
  });
});
