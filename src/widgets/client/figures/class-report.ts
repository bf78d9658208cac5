import type { ClassReportState, ScoreRow } from '../../chart-states.js';
import { formatShare, plural } from '../../drawing/format.js';
import { formatScore, gapSentence, SCORE_COLUMNS, sortedRows } from '../../drawing/score-table.js';
import { h, heading, panel } from '../dom.js';
import { readState, setValue } from '../read-state.js';
import { installStyle } from '../theme.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-table{overflow:auto;max-height:min(80vh,640px)}
.fs-table table{border-collapse:collapse;table-layout:auto;width:100%;font-size:13px;margin:0;border:0}
.fs-table table :is(th,td){padding:5px 8px;text-align:right;border:0;border-bottom:1px solid var(--fs-line);font-weight:400;background:none;color:var(--fs-ink);white-space:nowrap}
.fs-table table :is(th,td):first-child{text-align:left;white-space:normal;overflow-wrap:break-word}
.fs-table thead th{padding:2px 0!important;position:sticky;top:0;background:var(--fs-surface)!important}
.fs-table thead button.fs-sort{background:none;padding:0 8px;font-weight:600;gap:4px;outline-offset:-2px!important}
.fs-table tr{background:none!important}
.fs-table tbody tr:hover :is(th,td){background:var(--fs-raised)}
.fs-table tfoot :is(th,td){font-weight:600!important}
.fs-table td i{display:block;height:3px;border-radius:2px;background:var(--fs-accent);margin-left:auto}
@container(max-width:460px){.fs-table table :is(th,td){padding:5px 3px}.fs-table thead button.fs-sort{padding:0 3px;font-size:12px}}
`;

/** Scores by class. */
export default { render } as FigureWidget<ClassReportState>;

function render({ model, el }: RenderContext<ClassReportState>): void {
  installStyle(STYLE);
  const { title, rows, macro, weighted, accuracy } = readState(model);
  const body = h('tbody');
  const heads = SCORE_COLUMNS.map(([column, words]) => {
    const arrow = h('span', { 'aria-hidden': 'true' });
    const sort = (): void => {
      // What is looked for comes first: high scores, but the first class.
      const again = model.get('sort') === column;
      model.set('isDescending', again ? !model.get('isDescending') : column !== 'class');
      setValue(model, 'sort', column);
    };
    return {
      column,
      arrow,
      cell: h('th', { scope: 'col' }, h('button', { class: 'fs-sort', click: sort }, words, arrow)),
    };
  });
  const show = (): void => {
    const [sort, isDescending] = [model.get('sort'), model.get('isDescending')];
    body.replaceChildren(...sortedRows({ rows, sort, isDescending }).map((row) => line(row, true)));
    for (const { column, arrow, cell } of heads) {
      const order = isDescending ? 'descending' : 'ascending';
      cell.setAttribute('aria-sort', column === sort ? order : 'none');
      arrow.textContent = column !== sort ? '' : isDescending ? '↓' : '↑';
    }
  };
  const right = accuracy === undefined ? 'no samples' : `accuracy ${formatShare(accuracy)} of ${plural(macro.support, 'sample')}`;
  const table = h(
    'table',
    { 'aria-label': title },
    h('thead', {}, h('tr', {}, ...heads.map(({ cell }) => cell))),
    body,
    h('tfoot', {}, line(macro, false), line(weighted, false)),
  );
  const frame = h('div', { class: 'fs-table', tabindex: 0, role: 'group', 'aria-label': `${title}, scrolls` }, table);
  const gaps = rows.filter((row) => gapSentence(row) !== '').map((row) => `${row.name} is ${gapSentence(row)}`);
  const notes = h('p', { class: 'fs-muted', style: 'margin-top:8px' }, gaps.length > 0 ? `– : ${gaps.join('. ')}.` : '');
  const root = panel(title, heading(title, h('span', 'fs-muted', right)), frame, notes);
  el.append(root);
  const names = ['change:sort', 'change:isDescending'] as const;
  for (const name of names) model.on(name, show);
  show();
}

function line(row: ScoreRow, hasBars: boolean): HTMLElement {
  const scores = [row.precision, row.recall, row.f1].map((score) => {
    const cell = h('td', {}, formatScore(score));
    if (hasBars && score !== undefined) cell.append(h('i', { style: `width:${Math.round(score * 100)}%` }));
    return cell;
  });
  return h('tr', {}, h('th', { scope: 'row' }, row.name), ...scores, h('td', {}, row.support.toLocaleString('en')));
}
