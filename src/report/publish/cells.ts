import type { Cell, CodeCell, Notebook } from '../notebook.js';
import type { Headings } from './headings.js';
import { highlight } from './highlight.js';
import { markdownToHtml } from './markdown.js';
import { escapeHtml } from './markup.js';
import { outputsToHtml } from './outputs.js';
import type { PictureSource } from './sanitize.js';

/** How cells become HTML. */
export interface CellsOptions {
  /** Collects the headings for the table of contents. */
  readonly headings: Headings;
  /** Leave the notebook's own HTML as it is. */
  readonly trust: boolean;
  /** Bytes of pictures that Markdown cells name by a path. */
  readonly pictures: PictureSource;
}

/** All cells of a notebook as HTML, in order; raw and empty cells are left out. */
export function cellsToHtml(notebook: Notebook, options: CellsOptions): string {
  const language = languageOf(notebook);
  let number = 0;
  return notebook.cells
    .map((cell) => {
      if (cell.cell_type === 'markdown') return textCellToHtml(cell, options);
      return cell.cell_type === 'code' ? codeCellToHtml(cell, { ...options, language, number: ++number }) : '';
    })
    .filter((html) => html !== '')
    .join('\n');
}

/** How long a cell took in seconds, by the times its run left in its metadata. */
export function secondsOf(cell: CodeCell): number | undefined {
  const times = cell.metadata.execution as Record<string, unknown> | undefined;
  const began = times?.['iopub.execute_input'] ?? times?.['iopub.status.busy'];
  const seconds = (Date.parse(String(times?.['shell.execute_reply'])) - Date.parse(String(began))) / 1000;
  return seconds >= 0 ? seconds : undefined;
}

/** '0.4 s', '12 s', '2 min 5 s'. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function textCellToHtml(cell: Exclude<Cell, CodeCell>, { headings, trust, pictures }: CellsOptions): string {
  const find: PictureSource = (src) => attachment(cell, src) ?? pictures(src);
  return headings.collect(markdownToHtml(cell.source, { trust, pictures: find }));
}

function attachment(cell: Exclude<Cell, CodeCell>, src: string): string | undefined {
  if (!src.startsWith('attachment:')) return undefined;
  const bundle = cell.attachments?.[src.slice('attachment:'.length)] ?? {};
  const found = Object.entries(bundle).find(([type, value]) => /^image\/[a-z+]+$/.test(type) && typeof value === 'string');
  return found && `data:${found[0]};base64,${String(found[1]).replace(/[^A-Za-z0-9+/=]/g, '')}`;
}

function codeCellToHtml(
  cell: CodeCell,
  { trust, language, number }: CellsOptions & { readonly language: string; readonly number: number },
): string {
  const code = cell.source.trim() === '' ? '' : codeToHtml(cell, language, number);
  const outputs = outputsToHtml(cell.outputs, { trust, name: `Output of cell ${number}` });
  return code + outputs === '' ? '' : `<div class="cell">\n${code}${outputs}\n</div>`;
}

function codeToHtml(cell: CodeCell, language: string, number: number): string {
  const isHidden = (cell.metadata.jupyter as Record<string, unknown> | undefined)?.source_hidden === true;
  const seconds = secondsOf(cell);
  const words = seconds !== undefined && seconds >= 0.1 ? `Code ${number} · ${durationText(seconds)}` : `Code ${number}`;
  return `<details class="code"${isHidden ? '' : ' open'}><summary>${escapeHtml(words)}</summary><pre data-scrolls><code>${highlight(
    cell.source.replace(/\s+$/, ''),
    language,
  )}</code></pre></details>\n`;
}

function languageOf({ metadata }: Notebook): string {
  const info = metadata.language_info as Record<string, unknown> | undefined;
  const spec = metadata.kernelspec as Record<string, unknown> | undefined;
  const name = info?.name ?? spec?.language;
  return typeof name === 'string' ? name : 'typescript';
}
