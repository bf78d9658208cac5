import { formatValue } from '../drawing/format.js';
import { drawSparkline } from '../drawing/sparkline.js';
import type { FilterPlayerPage, PlayedFilter } from '../states.js';
import { h, iconButton, surfaceOf } from './dom.js';
import { tile } from './tiles.js';

/** Rules for filters' tiles. */
export const FILTER_STYLE = `
.fs-filters{display:grid;gap:12px 10px}
.fs-filter{min-width:0;position:relative}
.fs-filter .fs-row{margin-top:5px;flex-wrap:nowrap;gap:6px;min-height:26px}
.fs-filter b{font-weight:600;font-size:13px;white-space:nowrap}
.fs-filter svg.fs-spark{width:44px;height:20px;flex:none}
.fs-gain{font-size:12.5px;color:var(--fs-muted);overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0}
.fs .fs-filter button.fs-save{position:absolute;top:6px;right:6px;width:28px;height:28px;background:rgb(16 18 24/.62);color:#fff;border:0;opacity:.75}
.fs .fs-filter button.fs-save:is(:hover,:focus-visible){opacity:1;background:rgb(16 18 24/.9)}
.fs .fs-filter button.fs-save svg{width:14px;height:14px}
@container (max-width:560px){.fs-filter svg.fs-spark{display:none}.fs-filter .fs-row{flex-wrap:wrap;gap:0 6px}}
`;

/** What a tile's parts do. */
export interface TileActions {
  readonly open: () => void;
  readonly save: () => void;
}

/** A filter's name. */
export function nameOf({ layer, filter, isDead }: PlayedFilter): string {
  return `${layer}, filter ${filter}${isDead ? ' (dead)' : ''}`;
}

/** A filter's tile. */
export interface FilterTile {
  readonly node: HTMLElement;
  /** Of the clip's picture. */
  readonly surface: CanvasRenderingContext2D;
}

/** A filter's clip as a button, its name, and how far its activation rose. */
export function filterTile(
  filter: PlayedFilter,
  { width, height }: FilterPlayerPage['pictures'],
  isOneLayer: boolean,
  { open, save }: TileActions,
): FilterTile {
  const { button, canvas } = tile(width, height, `Enlarge ${nameOf(filter)}`, open);
  canvas.classList.replace('fs-sharp', 'fs-soft');
  button.classList.toggle('fs-dead', filter.isDead);
  const { objective, isDead } = filter;
  const gain = (digits: number): string => `${formatValue(objective[0], digits)} → ${formatValue(objective.at(-1), digits)}`;
  const words = h('span', { class: 'fs-gain', title: isDead ? 'dead' : gain(4) }, isDead ? 'dead' : gain(2));
  const row = h(
    'div',
    'fs-row',
    h('b', {}, isOneLayer ? `filter ${filter.filter}` : `${filter.layer} · ${filter.filter}`),
    words,
  );
  if (!isDead)
    words.insertAdjacentHTML(
      'beforebegin',
      `<svg class="fs-spark" viewBox="0 0 44 20" aria-hidden="true">${drawSparkline(objective, 44, 20, 'var(--fs-accent)')}</svg>`,
    );
  const saver = iconButton('save', `Save GIF of ${nameOf(filter)}`, save, 'fs-save');
  return { node: h('div', 'fs-filter', button, saver, row), surface: surfaceOf(canvas) };
}

/** The objective over the steps, large. */
export function objectiveOf({ objective, isDead }: PlayedFilter): HTMLElement {
  const first = formatValue(objective[0]);
  const words = isDead
    ? 'No gradient reached this filter: nothing could be found.'
    : `mean activation ${first} → ${formatValue(objective.at(-1))} in ${Math.max(0, objective.length - 1)} steps`;
  const node = h('div', { style: 'margin-top:8px' }, h('p', 'fs-muted', words));
  if (!isDead)
    node.insertAdjacentHTML(
      'beforeend',
      `<svg viewBox="0 0 560 60" width="100%" aria-hidden="true">${drawSparkline(objective, 560, 60, 'var(--fs-accent)')}</svg>`,
    );
  return node;
}
