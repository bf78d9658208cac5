import { escapeHtml } from './markup.js';
import { PAGE_SCRIPT, THEME_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';
import { securityPolicy } from './security-policy.js';

/** What an HTML document is made of; all but the plain texts is HTML. */
export interface DocumentParts {
  /** Plain text. */
  readonly title: string;
  /** Plain text, for search engines and previews. */
  readonly description: string;
  /** What stands beside the text: the table of contents. Default nothing. */
  readonly aside?: string;
  readonly main: string;
  readonly footer: string;
  /** Where the mark on the upper left leads. Default nowhere. */
  readonly home?: string;
  /** True to offer a button that hides all code. */
  readonly hasCode: boolean;
  /** A script for the end of the body. */
  readonly script?: PageScript;
  readonly trust: boolean;
}

/** An inline script, and what it unpacks and runs as another. */
export interface PageScript {
  readonly loader: string;
  readonly source: string;
}

/** A whole page that needs nothing but itself. */
export function htmlDocument(parts: DocumentParts): string {
  const { title, description, aside = '', main, footer, home, hasCode, script, trust } = parts;
  const scripts = [THEME_SCRIPT, PAGE_SCRIPT, ...(script ? [script.loader] : [])];
  const policy = securityPolicy([...scripts, ...(script ? [script.source] : [])], { trust });
  const mark = `${MARK}<span>framescope</span>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy).replaceAll('&#39;', "'")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(description)}">
<meta property="og:type" content="article">
<meta property="og:title" content="${escapeHtml(title)}">
<meta property="og:description" content="${escapeHtml(description)}">
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
<script>${scripts[0]}</script>
</head>
<body>
<a class="skip" href="#fs-main">Skip to the text</a>
<header class="bar">${home === undefined ? `<span class="brand">${mark}</span>` : `<a class="brand" href="${escapeHtml(home)}">${mark}</a>`}
${hasCode ? '<button type="button" id="fs-code">Hide all code</button>' : ''}
<button type="button" id="fs-theme" aria-label="Use the other theme">${HALF_MOON}</button></header>
<div class="layout">
${aside}
<main id="fs-main" tabindex="-1">
${main}
</main>
</div>
<footer class="foot"><div>
${footer}
</div></footer>
${scripts
  .slice(1)
  .map((text) => `<script>${text}</script>`)
  .join('\n')}
</body>
</html>
`;
}

const MARK =
  '<svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6"><rect x="1.5" y="4.5" width="12" height="12" rx="2.5"/><path d="M5 4V3.5A2 2 0 0 1 7 1.5h9.5a2 2 0 0 1 2 2V13a2 2 0 0 1-2 2H16"/><path d="m6 8 4.5 2.5L6 13z" fill="currentColor" stroke="none"/></svg>';
const HALF_MOON =
  '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 1.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Zm0 1.8v13.4a6.7 6.7 0 0 1 0-13.4Z"/></svg>';
