import type { Notebook } from '../notebook.js';
import { escapeHtml } from './markup.js';

/** What a page says about how it came to be: version, kernel, engine, time, and the command that makes it again. */
export function footerHtml(
  notebook: Notebook,
  { version, command }: { readonly version: string; readonly command: string },
): string {
  const { kernelspec, framescope } = notebook.metadata as {
    kernelspec?: { display_name?: unknown };
    framescope?: { engine?: unknown };
  };
  const kernel = kernelspec?.display_name;
  const engine = framescope?.engine;
  const seconds = secondsOf(notebook);
  const facts = [
    `Made with framescope ${version}`,
    typeof kernel === 'string' ? `kernel ${kernel}` : '',
    typeof engine === 'string' ? `computed by ${engine}` : '',
    seconds === undefined ? '' : `the cells took ${duration(seconds)}`,
  ].filter((fact) => fact !== '');
  return `<p>${escapeHtml(facts.join(' · '))}.</p>\n<p>This page again: <code>${escapeHtml(command)}</code></p>`;
}

/** The time all cells took together, from what Jupyter and `framescope run` write into their metadata. */
function secondsOf({ cells }: Notebook): number | undefined {
  const spans = cells.flatMap(({ metadata }) => {
    const times = metadata.execution as Record<string, unknown> | undefined;
    const start = Date.parse(String(times?.['iopub.execute_input'] ?? times?.['iopub.status.busy'] ?? ''));
    const end = Date.parse(String(times?.['shell.execute_reply'] ?? times?.['iopub.status.idle'] ?? ''));
    return end >= start ? [(end - start) / 1000] : [];
  });
  return spans.length === 0 ? undefined : spans.reduce((sum, span) => sum + span, 0);
}

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
