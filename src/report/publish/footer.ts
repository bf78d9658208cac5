import type { CodeCell, Notebook } from '../notebook.js';
import { durationText, secondsOf } from './cells.js';
import { escapeHtml } from './markup.js';

/** Where the page comes from: kernel, engine, version, how long its cells took, and how to run it oneself. */
export function footerToHtml(
  { cells, metadata }: Notebook,
  { name, version }: { readonly name: string; readonly version: string },
): string {
  const seconds = cells
    .filter((cell): cell is CodeCell => cell.cell_type === 'code')
    .map(secondsOf)
    .filter((time) => time !== undefined);
  const kernel = textIn(metadata.kernelspec, 'display_name');
  const engine = textIn(metadata.framescope, 'engine');
  const facts = [
    kernel && `Kernel: ${kernel}`,
    engine && `Engine: ${engine}`,
    seconds.length > 0 && `Its cells ran for ${durationText(seconds.reduce((sum, time) => sum + time, 0))}`,
    `Published with framescope ${version}`,
  ].filter((fact) => typeof fact === 'string');
  const command = `npx framescope run ${/^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`}.ipynb`;
  return `<footer class="foot"><p>${escapeHtml(facts.join(' · '))}</p><p>Run it yourself: <code>${escapeHtml(command)}</code></p></footer>`;
}

function textIn(record: unknown, key: string): string | undefined {
  const value = typeof record === 'object' && record !== null ? (record as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
