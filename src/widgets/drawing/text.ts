import { element } from './markup.js';

/** A line of text at 12 pixels. */
export function text(
  x: number,
  y: number,
  content: string,
  fill: string,
  anchor: 'start' | 'middle' | 'end',
  weight?: number,
): string {
  return element(
    'text',
    {
      x,
      y,
      fill,
      'text-anchor': anchor,
      'font-size': 12,
      'font-weight': weight,
      'font-family': 'system-ui, Helvetica, Arial, sans-serif',
    },
    content.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? ''),
  );
}
