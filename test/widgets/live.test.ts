import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/lib/errors.js';
import { defineFigure, eventStrip, type Figure, frameSlider, link, trait } from '../../src/widgets/index.js';
import { fromMessage, toMessage } from '../../src/widgets/live/state-message.js';
import { useBrowser } from './browser.js';
import { flatFrames } from './synthetic.js';

const KERNEL = Symbol.for('framescope.kernel');
const holder = globalThis as { [KERNEL]?: unknown };

afterEach(() => {
  delete holder[KERNEL];
});

interface Sent {
  readonly method: string;
  readonly state: Record<string, unknown>;
}

/** A comm whose other end the test holds. */
class TestComm {
  readonly sent: Sent[] = [];
  isClosed = false;
  #listeners: ((message: object) => void)[] = [];
  #closers: (() => void)[] = [];
  send(data: Sent): void {
    this.sent.push(data);
  }
  close(): void {
    this.isClosed = true;
  }
  onMessage(listener: (message: object) => void): void {
    this.#listeners.push(listener);
  }
  onClose(listener: () => void): void {
    this.#closers.push(listener);
  }
  /** What a browser sends. */
  receive(state: object): void {
    this.receiveRaw({ method: 'update', state, buffer_paths: [] }, []);
  }
  receiveRaw(data: object, buffers: readonly Uint8Array[]): void {
    for (const listener of this.#listeners) listener({ data, buffers });
  }
  closeByFrontEnd(): void {
    for (const closer of this.#closers) closer();
  }
  /** All values sent by updates so far, the latest of each. */
  get values(): Record<string, unknown> {
    return Object.assign({}, ...this.sent.map(({ state }) => state));
  }
}

/** A kernel whose comms are kept, and whose cell can be changed. */
function useKernel(): { opened: { comm: TestComm; data: { state: Record<string, unknown> }; options: object }[]; cell?: object } {
  const kernel = {
    opened: [] as { comm: TestComm; data: { state: Record<string, unknown> }; options: object }[],
    cell: undefined as object | undefined,
    display: () => ({}),
    comms: {
      open: (_target: string, data: { state: Record<string, unknown> }, options: object) => {
        const comm = new TestComm();
        kernel.opened.push({ comm, data, options });
        return comm;
      },
    },
  };
  holder[KERNEL] = kernel;
  return kernel;
}

const show = (figure: object): unknown => (figure as Record<symbol, () => unknown>)[Symbol.for('Jupyter.display')]();
const bounded = defineFigure({
  kind: 'bounded',
  state: { least: trait.number(), greatest: trait.number(), values: trait.array(Float32Array) },
  check: ({ least, greatest }) => {
    if (least > greatest) throw new InvalidInputError('least lies above greatest', { received: least });
  },
  text: () => 'bounds',
  poster: () => ({ width: 1, height: 1 }),
  client: 'export default { render() {} }',
});
const slider = () => frameSlider(flatFrames(60, 4), { events: [10] });
const strip = () => eventStrip({ predicted: [10, 20], frameCount: 60 });

describe('a live figure', () => {
  test('opens one anywidget model without a view when a cell shows it; elsewhere none', async () => {
    const figure = slider();
    expect([figure.live(), figure.isLive]).toEqual([false, false]);
    const kernel = useKernel();
    await show(figure);
    await show(figure);
    expect(kernel.opened).toHaveLength(1);
    const [{ data, options }] = kernel.opened;
    expect(options).toMatchObject({ metadata: { version: '2.1.0' } });
    expect(data.state).toMatchObject({ _model_module: 'anywidget', _model_name: 'AnyModel', _figure: figure.key });
    expect(JSON.stringify(data).length).toBeLessThan(1200);
    const bundle = await figure.toMimeBundle();
    expect(Object.keys(bundle).sort()).toEqual(['image/png', 'text/html', 'text/plain']);
  });

  test('takes what the reader sets and tells observers; refuses what does not fit, and says how it stays', async () => {
    const kernel = useKernel();
    const figure = slider();
    figure.live();
    const [{ comm }] = kernel.opened;
    const seen: number[] = [];
    figure.observe('frame', (frame) => seen.push(frame));
    comm.receive({ _shown: 0.5 });
    comm.receive({ frame: 7 });
    expect([figure.isLive, figure.get('frame'), seen, comm.sent]).toEqual([true, 7, [7], []]);
    comm.receive({ frame: 99, title: 5, unknown: 1 });
    expect(figure.state).toMatchObject({ frame: 7, title: 'flat.mp4' });
    expect(comm.values).toEqual({ frame: 7, title: 'flat.mp4' });
    comm.receive({ frame: 8, title: 5 }); // one that does not fit keeps no other back
    expect(figure.state).toMatchObject({ frame: 8, title: 'flat.mp4' });
  });

  test('values that only fit together are taken together, or not at all', () => {
    const kernel = useKernel();
    const figure = bounded({ least: 0, greatest: 10, values: new Float32Array(2) });
    figure.live();
    const [{ comm }] = kernel.opened;
    comm.receive({ least: 20, greatest: 30 }); // alone, 20 would lie above 10
    expect([figure.get('least'), figure.get('greatest'), comm.sent]).toEqual([20, 30, []]);
    comm.receive({ least: 40, greatest: 35 });
    expect([figure.get('least'), figure.get('greatest')]).toEqual([20, 30]);
    expect(comm.values).toEqual({ least: 20, greatest: 30 });
    expect(() => figure.set('least', 31)).toThrow(/least lies above greatest/);
    expect(figure.get('least')).toBe(20);
  });

  test.each([
    ['a state that is none', { state: 7 }, /^$/],
    ['a list', { state: [1, 2] }, /^$/],
    ['nothing', {}, /^$/],
    ['bytes without a place', { state: { least: 1 }, buffer_paths: [['least', 'deep']] }, /no place/],
    ['a path into what all objects share', { state: {}, buffer_paths: [['__proto__', 'least']] }, /no place/],
    ['bytes that are cut', { state: {}, buffer_paths: [['values']] }, /^$/],
    ['a method that there is not', { method: 'explode', state: { least: 5 } }, /^$/],
  ])('a front end that sends nonsense changes nothing: %s', (_, data, said) => {
    const kernel = useKernel();
    const figure = bounded({ least: 0, greatest: 10, values: new Float32Array(2) });
    figure.live();
    const before = figure.state;
    let message = '';
    try {
      kernel.opened[0].comm.receiveRaw({ method: 'update', ...data }, [new Uint8Array(7)]);
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(said);
    expect(figure.state).toEqual(before);
    expect(Reflect.get({}, 'least')).toBeUndefined();
  });

  test('everybody hears of a change, also where an observer fails; its error is told', () => {
    const [figure, other] = [slider(), strip()];
    const seen: number[] = [];
    link(figure, 'frame', other, 'frame');
    figure.observe('frame', () => {
      throw new Error('an observer has failed');
    });
    figure.observe('frame', (frame) => seen.push(frame));
    expect(() => figure.set('frame', 4)).toThrow('an observer has failed');
    expect([figure.get('frame'), other.get('frame'), seen]).toEqual([4, 4, [4]]);
  });

  test('a figure whose output was cleared closes its line, unless it stands in another cell', async () => {
    const kernel = useKernel();
    const [once, twice] = [slider(), slider()];
    kernel.cell = { id: 'a', run: '1' };
    await show(once);
    await show(twice);
    kernel.cell = { id: 'b', run: '2' };
    await show(twice);
    for (const { comm } of kernel.opened) comm.receive({ _shown: 1 });
    for (const { comm } of kernel.opened) comm.receive({ _gone: true });
    expect([once.isLive, twice.isLive]).toEqual([false, true]);
    expect(kernel.opened.map(({ comm }) => comm.isClosed)).toEqual([true, false]);
  });

  test('a figure whose cell has run again is let go, with all that its observers hold', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const kernel = useKernel();
    const left = await (async () => {
      kernel.cell = { id: 'a', run: '1' };
      const figure = slider();
      figure.observe('frame', () => figure.text);
      await show(figure);
      return new WeakRef(figure);
    })();
    await sleep(10);
    collect();
    expect(left.deref()).toBeDefined(); // a reader may still change it
    kernel.cell = { id: 'a', run: '2' };
    await show(slider());
    await expect
      .poll(() => {
        collect();
        return left.deref();
      })
      .toBeUndefined();
  });

  test('figures of the same words have different keys in different cells, the same in the same one', () => {
    const kernel = useKernel();
    const keys = ['a', 'b'].map((id) => {
      kernel.cell = { id, run: id };
      return frameSlider(flatFrames(7, 4), { title: 'only here' }).key;
    });
    expect(new Set(keys).size).toBe(2);
  });

  test('sends at most sixty updates a second, and the last value always', async () => {
    const kernel = useKernel();
    const figure = slider();
    figure.live();
    const [{ comm }] = kernel.opened;
    const started = performance.now();
    for (let i = 0; i < 400; i++) {
      figure.set('frame', i % 59);
      if (i % 8 === 0) await sleep(1);
    }
    figure.set('frame', 59);
    const elapsed = performance.now() - started;
    await sleep(60);
    expect(comm.sent.length).toBeLessThanOrEqual(elapsed / (1000 / 60) + 3);
    expect(comm.sent.at(-1)?.state).toEqual({ frame: 59 });
  });

  test('its line closes when the cell that showed it runs again, not when the same figure is shown again', async () => {
    const kernel = useKernel();
    const [kept, replaced] = [slider(), slider()];
    kernel.cell = { id: 'a', run: '1' };
    await show(kept);
    await show(replaced);
    kernel.cell = { id: 'b', run: '2' };
    const elsewhere = strip();
    await show(elsewhere);
    kernel.cell = { id: 'a', run: '3' };
    await show(kept);
    await show(slider());
    expect(kernel.opened.map(({ comm }) => comm.isClosed)).toEqual([false, true, false, false]);
    expect(kernel.opened[1].comm.values).toEqual({ _released: true });
    expect(replaced.isLive).toBe(false);
    replaced.set('frame', 3);
    expect(kernel.opened[1].comm.values).toEqual({ _released: true });
  });

  test('a line that the front end closes is opened anew when the figure is shown again', async () => {
    const kernel = useKernel();
    const figure = slider();
    await show(figure);
    kernel.opened[0].comm.closeByFrontEnd();
    figure.set('frame', 5);
    expect(kernel.opened[0].comm.sent).toEqual([]);
    await show(figure);
    expect(kernel.opened).toHaveLength(2);
  });

  test('bytes travel beside the JSON, wherever they lie', () => {
    const values = { a: new Uint8Array([1]), deep: { list: [0, new Uint8Array([2, 3])], none: undefined }, gone: undefined };
    const { buffers, ...message } = toMessage(values);
    expect(JSON.parse(JSON.stringify(message))).toEqual({
      state: { a: null, deep: { list: [0, null] }, gone: null },
      buffer_paths: [['a'], ['deep', 'list', 1]],
    });
    expect(fromMessage(JSON.parse(JSON.stringify(message)), buffers)).toEqual({ ...values, deep: { list: values.deep.list } });
    expect(() => fromMessage({ state: {}, buffer_paths: [['a', 'b']] }, [new Uint8Array(1)])).toThrow(/no place/);
  });
});

describe('linked figures', () => {
  test('share a value, whoever sets it; a circle settles; what does not fit is not passed on', () => {
    const [a, b, c] = [slider(), strip(), slider()];
    a.set('frame', 4);
    link(a, 'frame', b, 'frame');
    link(b, 'frame', c, 'frame');
    const stop = link(c, 'frame', a, 'frame');
    const frames = (): number[] => [a, b, c].map((figure) => (figure as Figure<{ frame: number }>).get('frame'));
    expect(frames()).toEqual([4, 4, 4]);
    b.set('frame', 31);
    expect(frames()).toEqual([31, 31, 31]);
    b.set('frame', -1);
    expect(frames()).toEqual([31, -1, 31]);
    stop();
    expect(() => link(a, 'frame', b, 'frames' as never)).toThrow(/no state of this name/);
  });

  test('a value that the front end has passed on itself is not sent back', () => {
    const kernel = useKernel();
    const [a, b] = [slider(), strip()];
    link(a, 'frame', b, 'frame');
    a.live();
    b.live();
    const [first, second] = kernel.opened.map(({ comm }) => comm);
    expect(kernel.opened[0].data.state._links).toEqual([['frame', b.key, 'frame']]);
    first.receive({ _shown: 1 });
    second.receive({ _shown: 2 });
    first.receive({ frame: 12 });
    expect([b.get('frame'), second.sent]).toEqual([12, []]);
    a.set('frame', 13);
    expect([first.values, second.values]).toEqual([{ frame: 13 }, { frame: 13 }]);
  });
});

describe('linked figures in a page', () => {
  const chromium = useBrowser();

  test('follow each other with no kernel, in a circle, whichever of them was shown first', async () => {
    const [first, middle, last] = [slider(), strip(), slider()];
    const early = await first.toMimeBundle();
    link(first, 'frame', middle, 'frame');
    link(middle, 'frame', last, 'frame');
    link(last, 'frame', first, 'frame');
    for (const script of ['own', 'page'] as const) {
      const view = await chromium.open([{ ...first, toMimeBundle: async () => early } as never, middle, last], { script });
      const words = () =>
        view.page.evaluate(() =>
          [...document.querySelectorAll('figure')].map((figure) =>
            (figure as HTMLElement & { framescope?: { get(name: string): number } }).framescope?.get('frame'),
          ),
        );
      await view.page.locator('.fs').nth(2).waitFor();
      await view.page.getByRole('slider').first().press('ArrowRight');
      await expect.poll(words).toEqual([1, 1, 1]);
      await view.page.getByRole('slider').last().press('End');
      await expect.poll(words).toEqual([59, 59, 59]);
      await view.page.getByRole('slider', { name: 'Events' }).press('Home');
      await expect.poll(words).toEqual([10, 10, 10]);
      await view.close();
    }
  });
});
