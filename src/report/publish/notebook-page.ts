import type { Cell, CodeCell, Notebook, TextCell } from '../notebook.js';
import { htmlDocument } from './document.js';
import type { FigureScript } from './figure-script.js';
import { footerHtml } from './footer.js';
import { type Heading, Headings } from './headings.js';
import { highlight } from './highlight.js';
import { markdownToHtml } from './markdown.js';
import { escapeHtml, textOf } from './markup.js';
import { outputsToHtml } from './outputs.js';
import type { PictureSource } from './sanitize.js';

/** What a page needs beside its notebook. */
export interface PageOptions {
  /** The title where the notebook has no heading. */
  readonly name: string;
  /** The framescope version, for the footer. */
  readonly version: string;
  /** The command that makes this page again. */
  readonly command: string;
  /** The browser half of all figures; put in only where there is a figure. */
  readonly figureScript: FigureScript;
  /** Leave the notebook's own HTML and scripts as they are. */
  readonly trust: boolean;
  readonly pictures?: PictureSource;
  /** Address of the list of pages. Default none. */
  readonly home?: string;
}

/** A page, and what a list of pages says about it. */
export interface NotebookPage {
  readonly html: string;
  readonly title: string;
  readonly description: string;
}

/** A notebook with its saved outputs as one HTML page. */
export function notebookPage(notebook: Notebook, options: PageOptions): NotebookPage {
  const headings = new Headings();
  const language = languageOf(notebook);
  const cells = notebook.cells.map((cell) => cellToHtml(cell, { headings, language, options })).filter((html) => html !== '');
  const first = headings.all[0];
  const title = first?.text || options.name;
  const body = first ? cells : [`<h1 class="title">${escapeHtml(options.name)}</h1>`, ...cells];
  const description = descriptionOf(cells) || title;
  const html = htmlDocument({
    title,
    description,
    aside: contentsHtml(headings.all),
    main: body.join('\n'),
    footer: footerHtml(notebook, options),
    home: options.home,
    hasCode: notebook.cells.some((cell) => cell.cell_type === 'code' && cell.source.trim() !== ''),
    script: options.figureScript(cells.join('')),
    trust: options.trust,
  });
  return { html, title, description };
}

interface CellContext {
  readonly headings: Headings;
  readonly language: string;
  readonly options: PageOptions;
}

function cellToHtml(cell: Cell, context: CellContext): string {
  if (cell.cell_type === 'code') return codeCellToHtml(cell, context);
  return cell.cell_type === 'markdown' && cell.source.trim() !== '' ? textCellToHtml(cell, context) : '';
}

function textCellToHtml(cell: TextCell, { headings, options: { trust, pictures } }: CellContext): string {
  const attached: PictureSource = (src) => (src.startsWith('attachment:') ? attachment(cell, src.slice(11)) : pictures?.(src));
  return `<div class="text">\n${headings.collect(markdownToHtml(cell.source, { trust, pictures: attached }))}</div>`;
}

function attachment({ attachments }: TextCell, name: string): string | undefined {
  const [type, base64] = Object.entries(attachments?.[name] ?? {})[0] ?? [];
  return type?.startsWith('image/') && typeof base64 === 'string'
    ? `data:${type};base64,${base64.replace(/\s/g, '')}`
    : undefined;
}

function codeCellToHtml(cell: CodeCell, { language, options: { trust } }: CellContext): string {
  const number = cell.execution_count;
  const name = number === null ? 'Output of a cell' : `Output of cell ${number}`;
  const source = cell.source.trimEnd();
  const outputs = outputsToHtml(cell.outputs, { trust, name });
  if (source.trim() === '' && outputs === '') return '';
  return `<div class="cell">\n${source.trim() === '' ? '' : `${codeHtml(source, number, language)}\n`}${outputs}</div>`;
}

function codeHtml(source: string, number: number | null, language: string): string {
  const label = number === null ? 'code' : `[${number}]`;
  const first = source.trim().split('\n')[0].slice(0, 120);
  const chevron = '<svg viewBox="0 0 10 10" aria-hidden="true"><path d="m3 1 4 4-4 4"/></svg>';
  const words = `<span aria-hidden="true">${label}</span><span class="first" aria-hidden="true">${escapeHtml(first)}</span>`;
  const spoken = number === null ? 'Code' : `Code of cell ${number}`;
  return `<details class="code" open><summary aria-label="${spoken}">${chevron}${words}</summary><pre><code>${highlight(source, language)}</code></pre></details>`;
}

/** The headings under the title as a list of links; nothing when there are fewer than two. */
function contentsHtml(headings: readonly Heading[]): string {
  const listed = headings.slice(1).filter(({ level }) => level <= 4);
  if (listed.length < 2) return '';
  const item = ({ level, id, text }: Heading): string =>
    `<li class="deep-${level}"><a href="#${encodeURIComponent(id)}">${escapeHtml(text)}</a></li>`;
  return `<nav class="contents" aria-label="Contents"><details id="fs-contents" open><summary>Contents</summary>
<ol>${listed.map(item).join('\n')}</ol></details></nav>`;
}

/** The first paragraph, cut at a word to at most 200 characters. */
function descriptionOf(cells: readonly string[]): string {
  const paragraph =
    /<p>([\s\S]*?)<\/p>/.exec(cells.filter((html) => html.startsWith('<div class="text">')).join('\n'))?.[1] ?? '';
  const text = textOf(paragraph.replace(/<annotation\b[\s\S]*?<\/annotation>/g, ''));
  return text.length <= 200 ? text : `${text.slice(0, 199).replace(/[,;:–]*\s+\S*$/, '')}…`;
}

function languageOf({ metadata }: Notebook): string {
  const kernel = metadata.kernelspec as { language?: unknown } | undefined;
  const info = metadata.language_info as { name?: unknown } | undefined;
  return String(info?.name ?? kernel?.language ?? 'typescript');
}
