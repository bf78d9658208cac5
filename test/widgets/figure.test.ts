import { inspect } from 'node:util';
import sharp from 'sharp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseState } from '../../src/widgets/client/page-model.js';
import { stateToJson } from '../../src/widgets/embedded-state.js';
import {
  activationGrid,
  barChart,
  classReport,
  clipGallery,
  confusionMatrix,
  eventStrip,
  type Figure,
  filterPlayer,
  flowField,
  framePair,
  frameSlider,
  historyPlot,
  labelEditor,
  labelSmoothing,
  livePlot,
  probabilityLine,
  topK,
  volume,
} from '../../src/widgets/index.js';
import { useBrowser } from './browser.js';
import { flickering, someHistory } from './charts.js';
import { bouncingBall, someActivations, someFilters } from './synthetic.js';

const HOSTILE = `"><script>alert('x')</script>&amp;<img src=x onerror=alert(1)>`;
const KERNEL = Symbol.for('framescope.kernel');
const host = globalThis as { [KERNEL]?: unknown; __tslab__?: unknown };

afterEach(() => {
  delete host[KERNEL];
  delete host.__tslab__;
  vi.restoreAllMocks();
});

/** Every kind of figure, each titled with what would break out of careless markup. */
function allFigures(): Figure[] {
  return [
    frameSlider(bouncingBall(12), { events: [3, 7], title: HOSTILE }),
    eventStrip({ predicted: [1, 5], actual: [1, 6, 9], frameRate: 30, frameCount: 12, title: HOSTILE }),
    livePlot({ title: HOSTILE }),
    activationGrid(someActivations(), { title: HOSTILE }),
    filterPlayer(someFilters(9), { title: HOSTILE }),
    labelEditor(bouncingBall(12), { events: [3], other: [4], title: HOSTILE }),
    ...namedFigures(),
  ];
}

/** Figures that show names which are given to them, all of them hostile. */
function namedFigures(): Figure[] {
  const [title, name] = [HOSTILE, HOSTILE];
  const confusion = {
    classes: [name, 'b'],
    matrix: [
      [3, 1],
      [0, 0],
    ],
  };
  return [
    confusionMatrix(confusion, { title, xTitle: name, yTitle: name }),
    classReport(confusion, { title }),
    clipGallery([bouncingBall(12)], { labels: [name], title }),
    flowField(someFlow(), { title }),
    volume(bouncingBall(12), { title }),
    topK([0.7, 0.3], { title, classes: [name, 'b'], actual: name, clip: bouncingBall(12) }),
    framePair(bouncingBall(12), { title }),
    labelSmoothing({ ...flickering(), classes: [name, 'b', 'c'], title }),
    probabilityLine({ probability: [0.2, 0.9], frameRate: 1, title, yTitle: name }),
    historyPlot({ [name]: someHistory(3), b: someHistory(3) }, { title }),
    barChart([{ [name]: name, score: 1 }], { x: name, y: 'score', title }),
  ];
}

/** Everything moves to the lower right. */
function someFlow() {
  return { data: new Float32Array(40 * 30 * 2).fill(1), shape: [30, 40, 2] };
}

/** The text of the first attribute of that name, entities resolved by hand: the figures' own code is not asked. */
function attribute(html: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(html)?.[1] ?? '';
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return value.replace(/&(amp|lt|gt|quot|#39);/g, (_, entity: string) => entities[entity]);
}

describe('a figure’s MIME bundle', () => {
  for (const figure of allFigures()) {
    test(`of ${figure.kind} holds HTML after the contract, a PNG and words`, async () => {
      const bundle = await figure.toMimeBundle();
      expect(Object.keys(bundle).sort()).toEqual(['image/png', 'text/html', 'text/plain']);
      const html = String(bundle['text/html']);
      expect(html).toMatch(
        /^<figure class="framescope-figure" data-figure="\w+" data-key="[0-9a-f]{10}" data-state="[^"]*"><img class="framescope-poster" alt="[^"]+" src="data:image\/png;base64,[\w+/=]+"><figcaption>[^<]+<\/figcaption><script(?: data-own)?>[\s\S]+<\/script><\/figure>$/,
      );
      expect(html).not.toMatch(/\sid="/);
      expect(html.match(/<\/?script/g)).toHaveLength(2);
      expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
      expect(attribute(html, 'data-figure')).toBe(figure.kind);
      expect(bundle['text/plain']).toBe(figure.text);
      expect(figure.text).toContain(HOSTILE);
    });

    test(`of ${figure.kind} carries its state unharmed`, async () => {
      const html = String((await figure.toMimeBundle())['text/html']);
      const carried = parseState<Record<string, unknown>>(attribute(html, 'data-state'));
      // Bytes have a test of their own.
      const { layers, probabilities, probability, ...state } = JSON.parse(JSON.stringify(figure.state));
      expect(carried).toMatchObject(state);
      for (const [i, layer] of (layers ?? []).entries()) expect((carried.layers as object[])[i]).toMatchObject(layer);
    });

    test(`of ${figure.kind} shows its poster as PNG, the same in both places`, async () => {
      const bundle = await figure.toMimeBundle();
      const { format, width, height } = await sharp(Buffer.from(String(bundle['image/png']), 'base64')).metadata();
      const sizes: Readonly<Record<string, readonly number[]>> = {
        // Five tiles of 156 pixels, four gaps of 4; 3:4 of 156, the events' strip.
        frameSlider: [796, 117 + 28],
        labelEditor: [796, 117 + 28],
        // Two lanes of 34 and an axis.
        eventStrip: [900, 6 + 2 * 34 + 30],
        // Words alone: nothing has been trained.
        livePlot: [640, 46],
        // Three layers of up to two rows: 20 + 92, 20 + 2 × 96, 20 + 2 × 96, 6 between.
        activationGrid: [800, 116 + 212 + 212 + 18],
        // Three rows of 234 pixels with a line of 20 under each, 8 between.
        filterPlayer: [718, 3 * (234 + 20 + 8) - 8],
        // Labels of 18 characters at 7 pixels and 14 more, to the left with 24, above with 52; two cells of 56, 16 around.
        confusionMatrix: [24 + 140 + 2 * 56 + 16, 52 + 140 + 2 * 56 + 16],
        // Names of 40 characters at 7.2 pixels and 30 more, four columns of 92, 16 around; four rows of 26.
        classReport: [Math.round(30 + 40 * 7.2 + 4 * 92 + 16), 62 + 4 * 26 + 20],
        // A tile of 192 with a line of 20.
        clipGallery: [192, 192 + 20],
        // 3:4 of 560, the wheel of 96 beside it.
        flowField: [560 + 12 + 96, 420],
        volume: [480, 400],
        // A picture of 260 with 24 beside it; 3:4 of 260.
        topK: [260 + 24 + 480, 195],
        // Two pictures of 320, 12 between; 3:4 of 320 and a line of words.
        framePair: [2 * 320 + 12, 28 + 240],
        // A plot of 240, two lanes of 26 with 20 over each, 40 around.
        labelSmoothing: [800, 240 + 2 * 46 + 40],
        probabilityLine: [800, 280 + 30],
        // Two plots of 250, two rows of a legend of four.
        historyPlot: [640, 46 + 2 * 20 + 2 * 250],
        // A plot of 252 under 30 and a title of 30; a name that fits, 24, a line of 22.
        barChart: [720, 30 + 30 + 252 + 24 + 22],
      };
      expect([format, width, height]).toEqual(['png', ...sizes[figure.kind]]);
      expect(attribute(String(bundle['text/html']), 'src')).toBe(`data:image/png;base64,${bundle['image/png']}`);
    });
  }

  const chromium = useBrowser();

  test('shows names as the words they are, whatever is in them', async () => {
    const view = await chromium.open(namedFigures());
    const { page } = view;
    expect(await page.locator('figure[data-mounted]').count()).toBe(namedFigures().length);
    for (const area of await page.locator('[role=slider][tabindex],[role=application]').all()) await area.press('ArrowRight');
    expect(await page.locator('img[src=x], figure script').count()).toBe(0);
    expect(await page.locator('.fs-title').allTextContents()).toEqual(namedFigures().map(() => HOSTILE));
    await view.close();
  });

  test('state with bytes survives JSON', () => {
    const state = {
      list: [1, 2.5],
      words: 'a "quoted" <b>',
      bytes: Buffer.from([0, 1, 255]),
      deep: { floats: new Float32Array([1.5]) },
    };
    const back = parseState<Record<string, unknown>>(stateToJson(state));
    expect(back.words).toBe(state.words);
    expect(back.bytes).toBeInstanceOf(DataView);
    expect([0, 1, 2].map((i) => (back.bytes as DataView).getUint8(i))).toEqual([0, 1, 255]);
    expect((back.deep as { floats: DataView }).floats.getFloat32(0, true)).toBe(1.5);
  });
});

describe('a figure shows itself', () => {
  const figure = eventStrip({ predicted: [1, 5] });

  test('as a Jupyter displayable, with the same bundle', async () => {
    const displayed = (figure as unknown as Record<symbol, () => unknown>)[Symbol.for('Jupyter.display')]();
    expect(await displayed).toEqual(await figure.toMimeBundle());
  });

  test('in a console as its text', () => {
    expect(inspect(figure)).toBe('predicted 2 events');
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    figure.show();
    expect(log).toHaveBeenCalledExactlyOnceWith('predicted 2 events');
  });

  test('under the kernel through its display', async () => {
    const shown: unknown[] = [];
    host[KERNEL] = { signal: undefined, display: (value: unknown) => shown.push(value) };
    await figure.show();
    expect(shown).toEqual([await figure.toMimeBundle()]);
  });

  for (const kind of allFigures()) {
    test(`${kind.kind}, under stock tslab, at once when it is printed, but not inside something else`, async () => {
      const shown: string[] = [];
      host.__tslab__ = { require: () => ({ display: { html: (html: string) => shown.push(html) } }) };
      expect(inspect([kind])).toContain(kind.kind === 'eventStrip' ? 'predicted 2' : kind.text.slice(0, 5));
      expect(shown).toEqual([]);
      expect(inspect(kind)).toBe(kind.text);
      // No await in between: stock tslab ends the cell here.
      expect(shown).toEqual([(await kind.toMimeBundle())['text/html']]);
    });
  }
});
