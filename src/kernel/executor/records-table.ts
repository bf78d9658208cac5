import { attempt, plainText } from './plain-text.js';

/** More rows make a page heavy and are not read. */
const MOST_ROWS = 200;
const MOST_COLUMNS = 50;
const MOST_CHARACTERS = 500;

/** An array of at least one plain object, and of nothing else. */
export function isRecords(value: unknown): value is readonly Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 0 && !value.includes(undefined) && value.every(isPlainObject);
}

/** An HTML table, a record a row; columns in the order in which the keys first appear. What is left out is said in the caption. */
export function recordsTable(records: readonly Record<string, unknown>[]): string {
  const shown = records.slice(0, MOST_ROWS);
  const all = [...new Set(shown.flatMap((record) => Object.keys(record)))];
  const columns = all.slice(0, MOST_COLUMNS);
  const head = columns.map((column) => `<th>${escapeHtml(bounded(column))}</th>`).join('');
  const rows = shown.map((record) => `<tr>${columns.map((column) => cell(record, column)).join('')}</tr>`).join('');
  const left = [counted(records.length - shown.length, 'row'), counted(all.length - columns.length, 'column')].filter(Boolean);
  const caption = left.length > 0 ? `<caption>Not shown: ${left.join(', ')}.</caption>` : '';
  return `<table>${caption}<thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} more ${what}${count === 1 ? '' : 's'}`;
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function cell(record: Record<string, unknown>, column: string): string {
  const value = attempt(() => record[column]);
  if (value === undefined) return '<td></td>';
  if (typeof value === 'number') return `<td style="text-align: right">${value}</td>`;
  const text = typeof value === 'string' ? value : plainText(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  return `<td>${escapeHtml(bounded(text))}</td>`;
}

function bounded(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
