import { htmlDocument } from './document.js';
import { escapeHtml } from './markup.js';

/** A page in the list. */
export interface ListedPage {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** The list of published notebooks, as a page of its own. */
export function listPage(pages: readonly ListedPage[], about: { readonly version: string; readonly command: string }): string {
  const item = ({ name, title, description }: ListedPage): string =>
    `<li><a href="${escapeHtml(encodeURIComponent(name))}.html">${escapeHtml(title)}</a><p>${escapeHtml(description)}</p></li>`;
  return htmlDocument({
    title: 'Notebooks',
    description: pages.map(({ title }) => title).join(' · '),
    main: `<h1 class="title">Notebooks</h1>\n<ol class="notebooks">\n${pages.map(item).join('\n')}\n</ol>`,
    footer: `<p>Made with framescope ${escapeHtml(about.version)}.</p>\n<p>These pages again: <code>${escapeHtml(about.command)}</code></p>`,
    hasCode: false,
    trust: false,
  });
}
