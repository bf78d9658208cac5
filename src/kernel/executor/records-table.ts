import { inspect } from 'node:util';

/** More rows make a page heavy and are not read. */
const MOST_ROWS = 200;
const MOST_COLUMNS = 50;

/** An array of at least one plain object, and of nothing else. */
export function isRecords(value: unknown): value is readonly Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 0 && !value.includes(undefined) && value.every(isPlainObject);
}

/** An HTML table, a record a row; columns in the order in which the keys first appear. */
export function recordsTable(records: readonly Record<string, unknown>[]): string {
  const shown = records.slice(0, MOST_ROWS);
  const columns = [...new Set(shown.flatMap((record) => Object.keys(record)))].slice(0, MOST_COLUMNS);
  const head = columns.map((column) => `<th>${escapeHtml(column)}</th>`).join('');
  const rows = shown.map((record) => `<tr>${columns.map((column) => cell(record[column])).join('')}</tr>`).join('');
  const rest = records.length - shown.length;
  const caption = rest > 0 ? `<caption>${rest} more rows are not shown.</caption>` : '';
  return `<table>${caption}<thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function cell(value: unknown): string {
  if (value === undefined) return '<td></td>';
  if (typeof value === 'number') return `<td style="text-align: right">${value}</td>`;
  return `<td>${escapeHtml(typeof value === 'string' ? value : inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY }))}</td>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
