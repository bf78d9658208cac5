import type { NotebookBundle, Output } from '../notebook.js';
import { ansiToHtml } from './ansi.js';
import { hasFigure, withoutFigureScripts } from './figures.js';
import { withoutHeadings } from './headings.js';
import { markdownToHtml } from './markdown.js';
import { escapeHtml, tidyTables } from './markup.js';
import { formulaToMathml } from './math.js';
import { sanitize } from './sanitize.js';

/** How outputs are shown. */
export interface OutputOptions {
  /** Leave the notebook's own HTML as it is. */
  readonly trust: boolean;
  /** What an image without words of its own is called: 'Output of cell 3'. */
  readonly name: string;
}

/** What a cell gave, in the order it came, as HTML; streams that follow each other are one. */
export function outputsToHtml(outputs: readonly Output[], options: OutputOptions): string {
  return joinStreams(outputs)
    .map((output) => outputToHtml(output, options))
    .filter((html) => html !== '')
    .join('\n');
}

function joinStreams(outputs: readonly Output[]): Output[] {
  const joined: Output[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name)
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    else joined.push(output);
  }
  return joined;
}

function outputToHtml(output: Output, options: OutputOptions): string {
  if (output.output_type === 'stream') {
    const text = ansiToHtml(output.text.replace(/\n$/, ''));
    return text === '' ? '' : `<pre class="output stream ${output.name}">${text}</pre>`;
  }
  if (output.output_type === 'error') {
    const text = output.traceback.length > 0 ? output.traceback.join('\n') : `${output.ename}: ${output.evalue}`;
    return `<pre class="output error">${ansiToHtml(text)}</pre>`;
  }
  return bundleToHtml(output.data, options);
}

/** The richest of the forms a value comes in that the page can show. */
function bundleToHtml(data: NotebookBundle, { trust, name }: OutputOptions): string {
  const html = data['text/html'];
  if (typeof html === 'string') {
    const own = tidyTables(withoutHeadings(trust ? withoutFigureScripts(html) : sanitize(html)));
    if (own !== '') return `<div class="output html${hasFigure(own) ? ' wide' : ''}">${own}</div>`;
  }
  const markdown = data['text/markdown'];
  if (typeof markdown === 'string') {
    const own = withoutHeadings(markdownToHtml(markdown, { trust }));
    if (own !== '') return `<div class="output markdown">${own}</div>`;
  }
  const latex = data['text/latex'];
  if (typeof latex === 'string') return `<p class="output">${formulaToMathml(withoutDollars(latex), { display: true })}</p>`;
  const text = data['text/plain'];
  for (const type of ['image/png', 'image/jpeg', 'image/gif', 'image/svg+xml']) {
    const picture = data[type];
    if (typeof picture !== 'string') continue;
    const base64 = type === 'image/svg+xml' ? Buffer.from(picture).toString('base64') : picture.replace(/[^A-Za-z0-9+/=]/g, '');
    const alt = typeof text === 'string' && text.length < 300 ? text : name;
    return `<p class="output image"><img src="data:${type};base64,${base64}" alt="${escapeHtml(alt)}"></p>`;
  }
  if (typeof text === 'string') return `<pre class="output plain">${ansiToHtml(text)}</pre>`;
  const types = Object.keys(data);
  if (types.length === 0) return '';
  const hint = typeof html === 'string' ? '; its HTML needs scripts, which only publish --trust leaves in' : '';
  return `<p class="output missing">An output this page cannot show (${escapeHtml(types.join(', '))})${hint}.</p>`;
}

function withoutDollars(latex: string): string {
  return latex.trim().replace(/^(\$\$?)([\s\S]*)\1$/, '$2');
}
