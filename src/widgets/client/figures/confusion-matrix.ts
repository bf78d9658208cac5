import type { ConfusionMatrixState } from '../../chart-states.js';
import { clamp } from '../../drawing/clamp.js';
import { THEMED } from '../../drawing/colors.js';
import { cellSentence, drawConfusion, rowLabelWidth } from '../../drawing/confusion-grid.js';
import { h, heading, panel, press } from '../dom.js';
import { onWidth } from '../on-width.js';
import { readState, setValue } from '../read-state.js';
import { svg } from '../svg.js';
import { installStyle } from '../theme.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-matrix{display:grid;grid-template-columns:auto minmax(0,max-content);justify-content:start;gap:2px;font-size:12px;color:var(--fs-muted)}
.fs-matrix>:first-child{grid-column:2;text-align:center}
.fs-matrix>:nth-child(2){writing-mode:vertical-rl;rotate:180deg;place-self:center}
.fs-scroll{display:grid;width:fit-content;max-width:100%;grid-template-columns:max-content max-content;overflow:auto;max-height:min(80vh,640px);position:relative;border-radius:6px}
.fs-scroll>*{background:var(--fs-surface)}
.fs-scroll>.fs-top{position:sticky;top:0;z-index:1}
.fs-scroll>.fs-side{position:sticky;left:0;z-index:1}
.fs-scroll>.fs-corner{position:sticky;top:0;left:0;z-index:2}
.fs-cells{position:relative;cursor:crosshair}
.fs-cells i{position:absolute;outline:2.5px solid var(--fs-ink);outline-offset:-1px;pointer-events:none;display:none;border-radius:2px}
.fs .fs-readout{font-size:13px;min-height:1.5em;margin-top:6px;color:var(--fs-muted)}
`;

/** How often each class was taken for each other one. */
export default { render } as FigureWidget<ConfusionMatrixState>;

const SMALLEST = 4;
const LARGEST = 72;

/** Cells that are wished for: readable. */
const READABLE = 22;

function render({ model, el }: RenderContext<ConfusionMatrixState>): () => void {
  installStyle(STYLE);
  const { title, classes, matrix, xTitle, yTitle } = readState(model);
  const count = classes.length;
  let fitting = READABLE;
  let cell = 0;
  const [corner, top, side, cells] = ['fs-corner', 'fs-top', 'fs-side', 'fs-cells'].map((name) => h('div', { class: name }));
  const mark = h('i');
  const area = h(
    'div',
    {
      class: 'fs-scroll',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'confusion matrix',
      'aria-label': `${title}: arrow keys go from cell to cell`,
    },
    ...[corner, top, side, cells],
  );
  const hint = count > 0 ? 'Point at a cell, or go through the cells with the arrow keys.' : 'No classes.';
  const readout = h('p', { class: 'fs-readout', 'aria-live': 'polite' }, hint);

  const draw = (): void => {
    const drawing = drawConfusion({ classes, matrix, show: model.get('show') }, cell, THEMED);
    const { side: length, labelWidth, labelHeight } = drawing;
    top.innerHTML = svg(drawing.columnLabels, length, labelHeight);
    side.innerHTML = svg(drawing.rowLabels, labelWidth, length);
    cells.innerHTML = svg(drawing.cells, length, length);
    cells.append(mark);
    look();
  };
  const look = (): void => {
    const [actual, predicted] = [model.get('actual'), model.get('predicted')];
    const isCell = actual in matrix && predicted in matrix;
    readout.textContent = isCell ? cellSentence({ classes, matrix }, actual, predicted) : hint;
    mark.style.cssText = isCell
      ? `display:block;left:${predicted * cell}px;top:${actual * cell}px;width:${cell}px;height:${cell}px`
      : '';
  };
  const goTo = (actual: number, predicted: number): void => {
    model.set('actual', actual);
    setValue(model, 'predicted', predicted);
  };
  const point = (event: MouseEvent): void => {
    const { left, top } = cells.getBoundingClientRect();
    const [row, column] = [event.clientY - top, event.clientX - left].map((place) => Math.floor(place / cell));
    if (Math.min(row, column) >= 0 && Math.max(row, column) < count) goTo(row, column);
  };
  cells.addEventListener('pointermove', point);
  cells.addEventListener('pointerdown', point);
  cells.addEventListener('pointerleave', () => void (area.matches(':focus-visible') || goTo(-1, -1)));
  area.addEventListener('keydown', (event) => {
    const [actual, predicted] = [Math.max(0, model.get('actual')), Math.max(0, model.get('predicted'))];
    const isFirst = model.get('actual') < 0;
    const targets: Record<string, readonly [number, number]> = {
      ArrowRight: [actual, predicted + 1],
      ArrowLeft: [actual, predicted - 1],
      ArrowDown: [actual + 1, predicted],
      ArrowUp: [actual - 1, predicted],
      Home: [actual, 0],
      End: [actual, count - 1],
      PageUp: [0, predicted],
      PageDown: [count - 1, predicted],
      Escape: [-1, -1],
    };
    const target = targets[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || count === 0) return;
    if (target && event.key !== 'Escape') {
      const [row, column] = (isFirst ? [0, 0] : target).map((place) => clamp(place, 0, count - 1));
      goTo(row, column);
      reveal();
    } else if (target) goTo(-1, -1);
    else if (event.key === '+' || event.key === '-') zoom(event.key === '+' ? 1.3 : 1 / 1.3);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  /** Scrolls the cell out from under the labels and into sight. */
  const reveal = (): void => {
    const [x, y] = [model.get('predicted') * cell, model.get('actual') * cell];
    const within = (at: number, start: number, room: number): number => clamp(at + cell - room, start, at);
    area.scrollLeft = within(x, area.scrollLeft, area.clientWidth - side.offsetWidth);
    area.scrollTop = within(y, area.scrollTop, area.clientHeight - top.offsetHeight);
  };
  const zoom = (factor: number): void => {
    cell = clamp(Math.round(cell * factor), SMALLEST, LARGEST);
    draw();
    if (model.get('actual') >= 0) reveal();
  };

  const button = (words: string, label: string, click: () => void): HTMLButtonElement =>
    h('button', { 'aria-label': label, title: label, click }, words);
  const kinds = (['shares', 'columnShares'] as const).map((kind, i) => {
    const click = (): void => setValue(model, 'show', model.get('show') === kind ? 'counts' : kind);
    return { kind, node: h('button', { click }, `${['row', 'column'][i]} shares in %`) };
  });
  const change = (): void => {
    for (const { kind, node } of kinds) press(node, model.get('show') === kind);
    if (cell > 0) draw();
  };
  const row = h('div', 'fs-row', ...kinds.map(({ node }) => node));
  if (count > 12) {
    const fit = button('fit', 'Fit all cells', () => zoom(fitting / cell));
    row.append(
      button('−', 'Smaller cells (−)', () => zoom(1 / 1.3)),
      button('+', 'Larger cells (+)', () => zoom(1.3)),
      fit,
    );
  }
  const frame = h('div', 'fs-matrix', h('span', {}, xTitle), h('span', {}, yTitle), area);
  const root = panel(title, heading(title), frame, readout, row);
  el.append(root);
  const stop = onWidth(frame, (width) => {
    const [across, down] = [width - 24, 600].map((room) => Math.floor((room - rowLabelWidth(classes)) / Math.max(1, count)));
    fitting = Math.max(SMALLEST, Math.min(across, down));
    cell = clamp(across, READABLE, 64);
    draw();
  });
  for (const name of ['change:actual', 'change:predicted'] as const) model.on(name, look);
  model.on('change:show', change);
  change();
  return stop;
}
