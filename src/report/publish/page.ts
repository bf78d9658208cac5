import type { Notebook } from '../notebook.js';
import { cellsToHtml } from './cells.js';
import { contentSecurityPolicy } from './content-security.js';
import { hasFigure } from './figures.js';
import { footerToHtml } from './footer.js';
import { type Heading, Headings } from './headings.js';
import { escapeHtml, textOf } from './markup.js';
import { EARLY_SCRIPT, PAGE_SCRIPT } from './page-scripts.js';
import { PAGE_STYLE } from './page-style.js';
import type { PictureSource } from './sanitize.js';

/** What a page is made of beside its notebook. */
export interface PageOptions {
  /** The notebook's name without its ending: the title where it has no heading, and part of how to run it. */
  readonly name: string;
  /** The browser half of all figures; stands in the page only where it holds one. */
  readonly figureScript: string;
  /** framescope's version, for the footer. */
  readonly version: string;
  /** Leave the notebook's own HTML and scripts as they are. Default false: they are sanitised. */
  readonly trust?: boolean;
  /** Bytes of pictures that Markdown cells name by a path. Default: none. */
  readonly pictures?: PictureSource;
}

/** A finished page and what an index says of it. */
export interface Page {
  readonly html: string;
  readonly title: string;
  /** Its first paragraph, at most 200 characters. */
  readonly description: string;
}

/** A notebook's saved outputs as one HTML page that needs no network; figures in it are alive, posters without scripts. */
export function pageOf(
  notebook: Notebook,
  { name, figureScript, version, trust = false, pictures = () => undefined }: PageOptions,
): Page {
  const headings = new Headings();
  const cells = cellsToHtml(notebook, { headings, trust, pictures });
  const [first] = headings.all;
  const title = first?.text || name;
  const description = firstParagraph(cells) || `The notebook ${name}, with its outputs`;
  const html = frame({
    title,
    description,
    trust,
    contents: contentsToHtml(headings.all.slice(1)),
    main: first ? cells : `<h1>${escapeHtml(name)}</h1>\n${cells}`,
    footer: footerToHtml(notebook, { name, version }),
    figureScript: hasFigure(cells) ? figureScript : undefined,
  });
  return { html, title, description };
}

/** An index page: a link for each page with its title and what it says first. */
export function indexOf(pages: readonly (Omit<Page, 'html'> & { readonly file: string })[]): string {
  const items = pages.map(
    ({ file, title, description }) =>
      `<li><a href="${escapeHtml(encodeURI(file))}">${escapeHtml(title)}</a><p>${escapeHtml(description)}</p></li>`,
  );
  const main = `<h1>Notebooks</h1>\n<ul class="pages">\n${items.join('\n')}\n</ul>`;
  return frame({ title: 'Notebooks', description: pages.map(({ title }) => title).join(', '), main, footer: '', contents: '' });
}

function frame({
  title,
  description,
  contents,
  main,
  footer,
  figureScript,
  trust = false,
}: {
  readonly title: string;
  readonly description: string;
  readonly contents: string;
  readonly main: string;
  readonly footer: string;
  readonly figureScript?: string;
  readonly trust?: boolean;
}): string {
  const figures = figureScript === undefined ? undefined : inlineScript(figureScript);
  const scripts = [EARLY_SCRIPT, PAGE_SCRIPT, ...(figures === undefined ? [] : [figures])];
  const [safeTitle, safeDescription] = [escapeHtml(title), escapeHtml(description)];
  const fold = main.includes('<details class="code"') ? '<button type="button" id="fold">Hide code</button>' : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(scripts, { trust })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safeTitle}</title>
<meta name="description" content="${safeDescription}">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="framescope">
<meta name="color-scheme" content="light dark">
<meta property="og:type" content="article">
<meta property="og:title" content="${safeTitle}">
<meta property="og:description" content="${safeDescription}">
<meta name="twitter:card" content="summary">
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
<script>${EARLY_SCRIPT}</script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="bar"><span>${safeTitle}</span>${fold}<button type="button" id="theme">Dark</button></header>
<div class="layout${contents === '' ? ' alone' : ''}">
${contents}
<main id="content" tabindex="-1">
${main}
</main>
</div>
${footer}
<script>${PAGE_SCRIPT}</script>
${figures === undefined ? '' : `<script>${figures}</script>\n`}</body>
</html>
`;
}

function contentsToHtml(headings: readonly Heading[]): string {
  const shown = headings.filter(({ level }) => level <= 3);
  if (shown.length < 2) return '';
  const top = Math.min(...shown.map(({ level }) => level));
  const items = shown.map(
    ({ level, id, text }) =>
      `<li><a${level > top ? ' class="deep"' : ''} href="#${escapeHtml(encodeURIComponent(id))}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary><ol>\n${items.join('\n')}\n</ol></details></nav>`;
}

function firstParagraph(html: string): string {
  for (const [, inner] of html.matchAll(/<p>([\s\S]*?)<\/p>/g)) {
    const text = textOf(inner.replace(/<math[\s\S]*?<\/math>/g, '…'));
    if (text !== '') return text.length > 200 ? `${text.slice(0, 199).trimEnd()}…` : text;
  }
  return '';
}

/** A script as it stands between its tags: a parser changes line ends, which would change its hash. */
function inlineScript(script: string): string {
  return script
    .replaceAll('\r\n', '\n')
    .replace(/<\/script/gi, '<\\/script')
    .replaceAll('<!--', '<\\!--');
}
