import { readFile } from 'node:fs/promises';
import { NotFoundError } from '../lib/errors.js';
import { escapeMarkup } from './drawing/markup.js';
import { stateToJson } from './embedded-state.js';
import type { FigureKind, FigurePage } from './figure.js';

/** A figure as one `<figure>` element that works without network: poster, state, caption and the script that wakes it up. */
export async function figureHtml(kind: FigureKind, page: FigurePage): Promise<string> {
  const json = stateToJson(page.state);
  return [
    `<figure class="framescope-figure" data-figure="${kind}" data-state="${escapeMarkup(json)}">`,
    `<img class="framescope-poster" alt="${escapeMarkup(page.alt)}" src="data:image/png;base64,${page.poster.toString('base64')}">`,
    `<figcaption>${escapeMarkup(page.caption)}</figcaption>`,
    `<script>${await clientScript(kind)}</script>`,
    '</figure>',
  ].join('');
}

const scripts = new Map<FigureKind, Promise<string>>();

function clientScript(kind: FigureKind): Promise<string> {
  const known = scripts.get(kind);
  if (known) return known;
  const script = readClientScript(kind);
  script.catch(() => scripts.delete(kind));
  scripts.set(kind, script);
  return script;
}

async function readClientScript(kind: FigureKind): Promise<string> {
  const name = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  try {
    // The same path whether this file runs compiled or from source.
    const script = await readFile(new URL(`../../dist/widgets/client/${name}.js`, import.meta.url), 'utf8');
    return script.trim().replaceAll('</script', '<\\/script');
  } catch (cause) {
    throw new NotFoundError(`the browser half of ${kind} is not built`, { cause, hint: 'Run npm run build' });
  }
}
