import { formatValue } from '../drawing/format.js';
import { drawSparkline } from '../drawing/sparkline.js';
import type { FilterPlayerPage, PlayedFilter } from '../states.js';
import { h, iconButton } from './dom.js';
import { tile } from './tiles.js';

/** Rules for filters' tiles. */
export const FILTER_STYLE = `
.fs-filters{display:grid;gap:12px 10px}
.fs-filter{min-width:0;position:relative}
.fs-filter .fs-row{margin-top:5px;flex-wrap:nowrap;gap:6px;min-height:26px}
.fs-filter b{font-weight:600;font-size:13px;white-space:nowrap}
.fs-spark{width:44px;flex:none}
.fs-gain{font-size:12.5px;color:var(--fs-muted);overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0}
.fs .fs-filter button.fs-save{position:absolute;top:6px;right:6px;width:28px;height:28px;background:rgb(16 18 24/.62);color:#fff;border:0}
.fs .fs-filter button.fs-save:is(:hover,:focus-visible){background:rgb(16 18 24/.9)}
@container (max-width:560px){.fs .fs-spark{display:none}.fs-filter .fs-row{flex-wrap:wrap;gap:0 6px}}
`;

/** A filter's name. */
export function nameOf({ layer, filter, isDead }: PlayedFilter): string {
  return `${layer}, filter ${filter}${isDead ? ' (dead)' : ''}`;
}

/** What became of a filter: dead, not finite, or how far its activation rose. */
function gainOf({ objective, isDead, notFinite }: PlayedFilter, digits: number): string {
  if (isDead) return 'dead';
  // JSON has no NaN: null stands for it.
  const [first, last] = [objective[0], objective.at(-1)].map((value) => formatValue(value ?? undefined, digits));
  return notFinite > 0 ? 'not finite' : `${first} → ${last}`;
}

/** The activation over the steps, as a line. */
function spark(objective: readonly number[], width: number, height: number): string {
  const line = drawSparkline(
    objective.map((value) => value ?? Number.NaN),
    width,
    height,
    'var(--fs-accent)',
  );
  return `<svg class="fs-spark" viewBox="0 0 ${width} ${height}" aria-hidden="true">${line}</svg>`;
}

/** A filter's clip as a button that opens it, its name, how far its activation rose, and a button that saves it. */
export function filterTile(
  filter: PlayedFilter,
  { width, height }: FilterPlayerPage['pictures'],
  isOneLayer: boolean,
  { open, save }: { readonly open: () => void; readonly save: () => void },
): { readonly node: HTMLElement; readonly canvas: HTMLCanvasElement } {
  const { button, canvas } = tile(width, height, `Enlarge ${nameOf(filter)}`, open);
  canvas.className = 'fs-soft';
  button.classList.toggle('fs-dead', filter.isDead);
  const words = h('span', { class: 'fs-gain', title: gainOf(filter, 4) }, gainOf(filter, 2));
  const name = h('b', {}, isOneLayer ? `filter ${filter.filter}` : `${filter.layer} · ${filter.filter}`);
  const row = h('div', 'fs-row', name, words);
  if (!filter.isDead) words.insertAdjacentHTML('beforebegin', spark(filter.objective, 44, 20));
  const saver = iconButton('save', `Save GIF of ${nameOf(filter)}`, save, 'fs-save');
  return { node: h('div', 'fs-filter', button, saver, row), canvas };
}

/** The activation over the steps, large, and what became of the filter in words. */
export function objectiveOf(filter: PlayedFilter): HTMLElement {
  const { objective, isDead, notFinite } = filter;
  const words = isDead
    ? 'No gradient reached this filter: nothing could be found.'
    : notFinite > 0
      ? `${notFinite} values of the clip are not finite: the ascent ran away.`
      : `mean activation ${gainOf(filter, 4)} in ${Math.max(0, objective.length - 1)} steps`;
  const node = h('div', {}, h('p', 'fs-muted', words));
  if (!isDead) node.insertAdjacentHTML('beforeend', spark(objective, 560, 60).replace('class="fs-spark"', 'width="100%"'));
  return node;
}
