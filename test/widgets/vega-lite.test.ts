import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { barChart, historyPlot, livePlot, probabilityLine, type VegaLiteSpec } from '../../src/widgets/index.js';
import { someHistory, twoBlocks } from './charts.js';
import { schemaFaults } from './json-schema.js';

const schema = createRequire(import.meta.url)('vega-lite/vega-lite-schema.json') as object;

/** A chart as Vega draws it: SVG, what Vega-Lite warned of, and the values its axes run over. */
async function drawn(spec: VegaLiteSpec): Promise<{ svg: string; warnings: string[]; domains: unknown[] }> {
  // Through JSON, as whoever takes the specification gets it.
  const given = JSON.parse(JSON.stringify(spec));
  expect(schemaFaults(given, schema)).toEqual([]);
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const warnings: string[] = [];
  const hear = (...words: unknown[]): object => {
    warnings.push(words.join(' '));
    return logger;
  };
  const logger: object = { level: () => logger, error: hear, warn: hear, info: () => logger, debug: () => logger };
  const compiled = vegaLite.compile(given, { logger: logger as never }).spec;
  const svg = await new vega.View(vega.parse(compiled), { renderer: 'none', logger: logger as never }).toSVG();
  const scales = JSON.stringify(compiled).match(/"domain":\[-?[\d.]+,-?[\d.]+\]/g) ?? [];
  return { svg, warnings, domains: scales.map((scale) => JSON.parse(scale.slice(9))) };
}

/** How many marks of a kind a picture holds. */
function count(svg: string, pattern: RegExp): number {
  return svg.match(pattern)?.length ?? 0;
}

const LINES = /<path aria-label="[^"]*" role="graphics-symbol" aria-roledescription="line mark"/g;
const POINTS = /aria-roledescription="point"/g;

describe('a chart’s specification, drawn by Vega', () => {
  test('X15: stacked, two plots with fixed limits, Train and Validation in the legend', async () => {
    const { svg, warnings, domains } = await drawn(historyPlot(someHistory(10)).spec);
    expect(warnings).toEqual([]);
    expect(count(svg, LINES)).toBe(4);
    expect(count(svg, POINTS)).toBe(40);
    for (const words of ['Loss', 'Accuracy', 'Epoch', 'Train', 'Validation', 'Training history'])
      expect(svg).toContain(`>${words}<`);
    expect(domains).toEqual(
      expect.arrayContaining([
        [1, 10],
        [0, 3],
        [0, 1],
      ]),
    );
  });

  test.each([
    ['single', 4],
    ['twin', 4],
    ['right', 4],
  ] as const)('X15: %s', async (layout, lines) => {
    const { svg, warnings } = await drawn(historyPlot(someHistory(5), { layout }).spec);
    expect(warnings).toEqual([]);
    expect(count(svg, LINES)).toBe(lines);
    expect(count(svg, POINTS)).toBe(20);
  });

  test('several runs, and what is no number parts a line', async () => {
    const gaps = [1, 2, Number.NaN, 0.5, 0.25].map((loss, epoch) => ({ epoch, metrics: { loss } }));
    const { svg, warnings } = await drawn(historyPlot({ gray: gaps, flow: someHistory(5) }, { metrics: ['loss'] }).spec);
    expect(warnings).toEqual([]);
    expect(count(svg, LINES)).toBe(3);
    expect(count(svg, POINTS)).toBe(4 + 5 + 5);
    expect(svg).toContain('flow · Validation');
    const [line] = svg.match(/aria-roledescription="line mark"[^>]*d="[^"]*"/) ?? [''];
    expect(count(line, /M/g)).toBe(2);
  });

  test('smoothing: the raw lines lie faintly behind; a log scale leaves out what it cannot show', async () => {
    const { svg, warnings } = await drawn(historyPlot(someHistory(10), { smoothing: 0.6 }).spec);
    expect(warnings).toEqual([]);
    expect(count(svg, LINES)).toBe(8);
    expect(count(svg, POINTS)).toBe(40);
    const falling = [1, 0.1, 0, 0.01].map((loss, epoch) => ({ epoch, metrics: { loss } }));
    const log = await drawn(historyPlot(falling, { scale: 'log' }).spec);
    expect(log.warnings).toEqual([]);
    expect(count(log.svg, POINTS)).toBe(3);
    const twin = await drawn(historyPlot(someHistory(10), { smoothing: 0.6, layout: 'twin' }).spec);
    expect(twin.warnings).toEqual([]);
    expect(count(twin.svg, LINES)).toBe(8);
  });

  test('a live plot’s, by epoch with its batches behind, and by batch', async () => {
    const plot = livePlot({ former: someHistory(3) }, { metrics: ['loss'] });
    await plot.onTrainBegin({ epochs: 3, batchesPerEpoch: 4, batchSize: 1, metrics: ['loss', 'valLoss'] });
    for (let at = 0; at < 12; at++) {
      plot.onBatchEnd({ epoch: Math.floor(at / 4), batch: at % 4, metrics: { loss: 1 / (1 + at) } });
      if (at % 4 === 3) await plot.onEpochEnd({ epoch: (at - 3) / 4, seconds: 1, metrics: { loss: 1 / at, valLoss: 0.4 } });
    }
    await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'finished' });
    const byEpoch = await drawn(plot.spec);
    expect(byEpoch.warnings).toEqual([]);
    // Train and validation of both, the batches; epochs alone have points.
    expect([count(byEpoch.svg, LINES), count(byEpoch.svg, POINTS)]).toEqual([5, 12]);
    plot.set('by', 'batch');
    const byBatch = await drawn(plot.spec);
    expect(byBatch.warnings).toEqual([]);
    expect([count(byBatch.svg, LINES), count(byBatch.svg, POINTS)]).toEqual([4, 12 + 9]);
  });

  test('T48: a probability line’s: steps to the end, the threshold, the events behind', async () => {
    const { svg, warnings } = await drawn(
      probabilityLine({ ...twoBlocks(), mergeGap: 0.1, yTitle: 'slipping probability' }).spec,
    );
    expect(warnings).toEqual([]);
    expect(count(svg, LINES)).toBe(1);
    expect(count(svg, /aria-roledescription="rule mark container"/g)).toBe(1);
    expect(count(svg, /aria-roledescription="rect mark"/g)).toBe(2);
    expect(svg).toContain('slipping probability');
    const [line] = svg.match(/aria-roledescription="line mark"[^>]*d="[^"]*"/) ?? [''];
    // A step has two corners; 72 values and the end.
    expect(count(line, /L/g)).toBe(2 * 72);
  });

  test('bars, standing and lying, as long as their values', async () => {
    const records = [
      { name: 'a', score: 0.25 },
      { name: 'b', score: 1 },
      { name: 'none', score: Number.NaN },
    ];
    for (const axes of [
      { x: 'name', y: 'score' },
      { x: 'score', y: 'name' },
    ]) {
      const { svg, warnings } = await drawn(barChart(records, axes).spec);
      expect(warnings).toEqual([]);
      const bars = [...svg.matchAll(/aria-roledescription="bar" d="M[\d.,]+h([\d.]+)v([\d.]+)h/g)].map(([, w, h]) => [
        Number(w),
        Number(h),
      ]);
      const lengths = bars.map(([width, height]) => (axes.x === 'name' ? height : width));
      expect(lengths[0] / lengths[1]).toBeCloseTo(0.25, 6);
    }
  });
});
