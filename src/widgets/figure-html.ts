import { clientScript } from './client-script.js';
import { escapeMarkup } from './drawing/markup.js';
import { stateToJson } from './embedded-state.js';
import type { FigurePage } from './figure.js';

/** A link: the value's name, the other figure's key, its value's name. */
export type LinkData = readonly [string, string, string];

/** What makes a figure's element a figure. */
export interface FigureElement {
  readonly kind: string;
  readonly key: string;
  readonly links: readonly LinkData[];
  readonly state: object;
  readonly client: string | URL;
}

/** A figure as one `<figure>` element that works without network: poster, state, caption and the script that wakes it up. */
export async function figureHtml({ kind, key, links, state, client }: FigureElement, page: FigurePage): Promise<string> {
  const json = stateToJson({ ...state, ...page.embedded });
  const linked = links.length > 0 ? ` data-links="${escapeMarkup(JSON.stringify(links))}"` : '';
  return [
    `<figure class="framescope-figure" data-figure="${kind}" data-key="${key}"${linked} data-state="${escapeMarkup(json)}">`,
    `<img class="framescope-poster" alt="${escapeMarkup(page.alt)}" src="data:image/png;base64,${page.poster.toString('base64')}">`,
    `<figcaption>${escapeMarkup(page.caption)}${page.file === undefined ? '' : linkTo(page.file)}</figcaption>`,
    await clientScript(kind, client),
    ...(await Promise.all((page.scripts ?? []).map((script) => clientScript(script.kind, script.client)))),
    '</figure>',
  ].join('');
}

/** A link, which JupyterLab turns into one to its own server: a figure's script finds the file by it. */
function linkTo(path: string): string {
  return ` <a href="${escapeMarkup(hrefOf(path))}">${escapeMarkup(path)}</a>`;
}

/** A relative path as a link's address. */
export function hrefOf(path: string): string {
  return path.split(/[\\/]/).map(encodeURIComponent).join('/');
}
