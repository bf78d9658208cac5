import { clientScript } from './client-script.js';
import { escapeMarkup } from './drawing/markup.js';
import { stateToJson } from './embedded-state.js';
import type { FigurePage } from './figure.js';

/** What makes a figure's element a figure. */
export interface FigureElement {
  readonly kind: string;
  readonly key: string;
  readonly state: object;
  readonly client: string | URL;
}

/** A figure as one `<figure>` element that works without network: poster, state, caption and the script that wakes it up. */
export async function figureHtml({ kind, key, state, client }: FigureElement, page: FigurePage): Promise<string> {
  const json = stateToJson({ ...state, ...page.embedded });
  return [
    `<figure class="framescope-figure" data-figure="${kind}" data-key="${key}" data-state="${escapeMarkup(json)}">`,
    `<img class="framescope-poster" alt="${escapeMarkup(page.alt)}" src="data:image/png;base64,${page.poster.toString('base64')}">`,
    `<figcaption>${escapeMarkup(page.caption)}</figcaption>`,
    await clientScript(kind, client),
    '</figure>',
  ].join('');
}
