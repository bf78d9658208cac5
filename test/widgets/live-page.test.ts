import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { defineFigure, frameSlider, trait } from '../../src/widgets/index.js';
import { useBrowser } from './browser.js';
import { flatFrames } from './synthetic.js';

/** A figure with a value that may be absent: shows it, and a button for either way. */
const noted = defineFigure({
  kind: 'noted',
  state: { title: trait.text(), note: trait.optional(trait.text()), count: trait.initially(trait.integer(), 0) },
  text: ({ title }) => title,
  poster: () => ({ width: 20, height: 20 }),
  client: `export default { render({ model, el }) {
    const words = document.createElement('p');
    const button = (name, note) => {
      const node = document.createElement('button');
      node.textContent = name;
      node.onclick = () => { model.set('note', note); model.save_changes(); };
      return node;
    };
    const show = () => { words.textContent = typeof model.get('note') + ' ' + model.get('note'); };
    model.on('change:note', show);
    show();
    el.className = 'fs';
    el.append(words, button('write', 'written'), button('wipe', undefined));
  } };`,
});

/** What a front end's model does, with its kernel's end in the test's hand: `tell` is the kernel's update, `saved` what it heard. */
async function useLine(page: Page): Promise<{
  open(values?: object): Promise<void>;
  tell(values: object): Promise<void>;
  close(values?: object): Promise<void>;
  saved(): Promise<Record<string, unknown>[]>;
}> {
  await page.evaluate(() => {
    const place = globalThis as unknown as Record<symbol, { live: Map<string, object> }> & { line: object };
    const key = document.querySelector('figure')?.dataset.key ?? '';
    const { live } = place[Symbol.for('framescope.figures')];
    let values: Record<string, unknown> = {};
    let unsaved: Record<string, unknown> = {};
    let listeners = new Map<string, Set<(...args: unknown[]) => void>>();
    const saved: Record<string, unknown>[] = [];
    const put = (name: string, value: unknown): void => {
      if (values[name] === value) return;
      values[name] = value;
      for (const listener of listeners.get(`change:${name}`) ?? []) listener({ comm_live: true });
    };
    const model = () => ({
      get: (name: string) => values[name],
      set: (name: string, value: unknown) => {
        unsaved[name] = value;
        put(name, value);
      },
      save_changes: () => {
        const { _shown, ...changes } = unsaved;
        if (Object.keys(changes).length > 0) saved.push(changes);
        unsaved = {};
      },
      on: (event: string, listener: (...args: unknown[]) => void) => {
        listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
      },
      off: (event: string, listener: (...args: unknown[]) => void) => listeners.get(event)?.delete(listener),
      send: () => {},
    });
    const tell = () => document.dispatchEvent(new CustomEvent('framescope:live', { detail: key }));
    place.line = {
      saved,
      open: (given: Record<string, unknown>) => {
        values = given;
        listeners = new Map();
        live.set(key, model());
        tell();
      },
      tell: (given: object) => {
        for (const [name, value] of Object.entries(given)) put(name, value);
      },
      close: (given: object) => {
        Object.assign(values, given);
        live.delete(key);
        tell();
      },
    };
  });
  const call = (name: string, given: object = {}): Promise<void> =>
    page.evaluate(
      ([method, values]) => {
        const { line } = globalThis as unknown as { line: Record<string, (values: object) => void> };
        line[method as string](values as object);
      },
      [name, given] as const,
    );
  return {
    open: (given) => call('open', given),
    tell: (given) => call('tell', given),
    close: (given) => call('close', given),
    saved: () => page.evaluate(() => (globalThis as unknown as { line: { saved: Record<string, unknown>[] } }).line.saved),
  };
}

/** Sets a value of the page's first figure, as its browser half does. */
const set = (page: Page, values: readonly (readonly [string, unknown])[]): Promise<void> =>
  page.evaluate((given) => {
    const figure = document.querySelector('figure') as HTMLElement & {
      framescope: { set(name: string, value: unknown): void; save_changes(): void };
    };
    for (const [name, value] of given) {
      figure.framescope.set(name, value);
      figure.framescope.save_changes();
    }
  }, values);

describe('a figure in a page and its line', () => {
  const chromium = useBrowser();

  test('a value that is absent at first is heard in both directions, and may be absent again', async () => {
    const view = await chromium.open([noted({ title: 'a note' })], { script: 'own' });
    const words = view.page.getByRole('paragraph').first();
    await expect.poll(() => words.textContent()).toBe('undefined undefined');
    const line = await useLine(view.page);
    await line.open();
    await line.tell({ note: 'from the kernel' });
    expect(await words.textContent()).toBe('string from the kernel');
    await line.tell({ note: null });
    expect(await words.textContent()).toBe('undefined undefined');
    await view.page.getByRole('button', { name: 'write' }).click();
    await expect.poll(() => line.saved()).toEqual([{ note: 'written' }]);
    await view.page.getByRole('button', { name: 'wipe' }).click();
    await expect.poll(() => line.saved()).toEqual([{ note: 'written' }, { note: null }]);
    expect(await words.textContent()).toBe('undefined undefined');
    await view.close();
  });

  test('what the reader did before there was a line is told; after one broke, the next begins with what the kernel says', async () => {
    const view = await chromium.open([frameSlider(flatFrames(60, 4))], { script: 'own' });
    const slider = view.page.getByRole('slider');
    await slider.press('ArrowRight');
    const line = await useLine(view.page);
    await line.open({ frame: 30, title: 'flat' });
    await expect.poll(() => line.saved()).toEqual([{ frame: 1 }]);
    await line.tell({ frame: 20 });
    expect(await slider.getAttribute('aria-valuetext')).toContain('frame 20');
    await line.close();
    expect(await view.page.getByRole('status').allTextContents()).toEqual(['Detached from the kernel: this is its last state.']);
    await slider.press('ArrowRight');
    await line.open({ frame: 7 });
    expect(await slider.getAttribute('aria-valuetext')).toContain('frame 7');
    expect(await view.page.getByRole('status').count()).toBe(0);
    await line.close({ _released: true });
    expect(await view.page.getByRole('status').count()).toBe(0);
    expect(await line.saved()).toEqual([{ frame: 1 }]);
    await view.close();
  });

  test('ten thousand changes are told at most sixty times a second, the last one always', async () => {
    const view = await chromium.open([frameSlider(flatFrames(60, 4))], { script: 'own' });
    await view.page.getByRole('slider').waitFor();
    const line = await useLine(view.page);
    await line.open();
    const started = performance.now();
    await set(
      view.page,
      Array.from({ length: 10_000 }, (_, i) => ['frame', i % 59] as const),
    );
    await set(view.page, [['frame', 59]]);
    await expect.poll(async () => (await line.saved()).at(-1)).toEqual({ frame: 59 });
    expect((await line.saved()).length).toBeLessThanOrEqual((performance.now() - started) / (1000 / 60) + 3);
    await view.close();
  });
});
