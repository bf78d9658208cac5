import { InvalidInputError } from '../lib/errors.js';
import type { BarChartState } from './chart-states.js';
import { barSentence, drawBars } from './drawing/bar-plot.js';
import { LIGHT } from './drawing/colors.js';
import { plural } from './drawing/format.js';
import { element } from './drawing/markup.js';
import { text } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import { withReading } from './reading.js';
import { requireGiven } from './require-given.js';
import { data, flag, integer, text as words } from './traits.js';
import { barSpec, type VegaLiteSpec } from './vega-lite.js';

/** Which of the records' values are drawn. */
export interface BarChartOptions {
  /** Along the width: the name of a value, texts for bars that stand, numbers for bars that lie. */
  readonly x: string;
  /** Along the height, the other way round. */
  readonly y: string;
  /** Default: both names, '<number> by <text>'. */
  readonly title?: string;
}

/** A bar chart; `spec` is the same chart after Vega-Lite, as plain data. */
export type BarChart = Figure<BarChartState> & { readonly spec: VegaLiteSpec };

const figure = ownFigure<BarChartState>({
  kind: 'barChart',
  traits: {
    title: words(),
    bars: data<BarChartState['bars']>('names with values'),
    nameTitle: words(),
    valueTitle: words(),
    isHorizontal: flag(),
    bar: integer({ least: -1 }),
  },
  text: describe,
  remake: barChart,
});

/**
 * A bar for each record, in the order given: of scores, errors, counts. `barChart(scores, { x: 'class', y: 'f1' })` stands,
 * `{ x: 'f1', y: 'class' }` lies, which suits long names. What is no number has a name and no bar.
 *
 * @throws {InvalidInputError} when `x` and `y` are not one a text and the other a number in every record.
 */
export function barChart(records: readonly object[], options: BarChartOptions): BarChart {
  requireGiven('barChart', 'records', records);
  requireGiven('barChart', '{ x, y }, the names of what is on each axis', options);
  const { x, y } = options;
  const rows = records as readonly Readonly<Record<string, unknown>>[];
  const isHorizontal = rows.length > 0 && rows.every((row) => isNumber(row[x])) && !rows.every((row) => isNumber(row[y]));
  const [name, value] = isHorizontal ? [y, x] : [x, y];
  for (const [i, row] of rows.entries()) {
    const isName = typeof row[name] === 'string' || typeof row[name] === 'number';
    if (isName && isNumber(row[value])) continue;
    throw new InvalidInputError(`record ${i} cannot be a bar`, {
      received: { [x]: row[x], [y]: row[y] },
      accepted: `a text and a number, as ${x} and ${y}`,
    });
  }
  const state: BarChartState = {
    title: options.title ?? `${value} by ${name}`,
    bars: rows.map((row) => ({ name: String(row[name]), value: (row[value] as number | null | undefined) ?? Number.NaN })),
    nameTitle: name,
    valueTitle: value,
    isHorizontal,
    bar: -1,
  };
  return withReading(figure({ state, page: compose, inputs: () => [records, options] }), 'spec', barSpec);
}

/** A number, or the absence of one: a score that is not defined. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' || value === undefined || value === null;
}

function describe(state: BarChartState): string {
  const { title, bars } = state;
  const shown = bars.slice(0, 6).map((_, i) => barSentence(state, i));
  const more = bars.length > 6 ? `, ${bars.length - 6} more` : '';
  return `${title}: ${bars.length === 0 ? 'no bars' : `${plural(bars.length, 'bar')}; ${shown.join(', ')}${more}`}`;
}

const POSTER_WIDTH = 720;

async function compose(state: BarChartState): Promise<FigurePage> {
  const { markup, height } = drawBars(state, POSTER_WIDTH, LIGHT);
  const overlay = text(16, 22, state.title, LIGHT.ink, 'start', 600) + element('g', { transform: 'translate(0 30)' }, markup);
  const caption = `${describe(state)}.`;
  return { poster: await posterPng({ width: POSTER_WIDTH, height: height + 30, overlay }), alt: caption, caption };
}
