import { escapeHtml } from './markup.js';

/** How the following characters look; colours are 0-7, as in black, red, green, yellow, blue, magenta, cyan, white. */
interface Look {
  bold: boolean;
  faint: boolean;
  italic: boolean;
  underline: boolean;
  color: number | undefined;
  background: number | undefined;
}

const PLAIN: Look = { bold: false, faint: false, italic: false, underline: false, color: undefined, background: undefined };

/**
 * Terminal text as HTML: colours and weights become spans with classes, all other escape sequences are left out.
 *
 * Colours beyond the eight are brought to the nearest of them, since the page's eight can be read in light and dark.
 * A line that was rewritten with carriage returns, as progress is, shows what stood there last.
 */
export function ansiToHtml(text: string): string {
  let look = PLAIN;
  let html = '';
  let end = 0;
  const settled = rewrittenLines(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character.
  for (const match of settled.matchAll(/\x1b(?:\[([0-9;:?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])/g)) {
    html += span(settled.slice(end, match.index), look);
    end = match.index + match[0].length;
    if (match[2] === 'm') look = changed(look, match[1]);
  }
  return html + span(settled.slice(end), look);
}

function rewrittenLines(text: string): string {
  if (!text.includes('\r')) return text;
  const shown = (line: string): string => line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
  return text.split('\n').map(shown).join('\n');
}

function span(text: string, look: Look): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters have no place in HTML.
  const escaped = escapeHtml(text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, ''));
  const classes = [
    look.bold ? 'ansi-bold' : '',
    look.faint ? 'ansi-faint' : '',
    look.italic ? 'ansi-italic' : '',
    look.underline ? 'ansi-underline' : '',
    look.color === undefined ? '' : `ansi-${look.color}`,
    look.background === undefined ? '' : `ansi-on-${look.background}`,
  ].filter((name) => name !== '');
  return classes.length === 0 || escaped === '' ? escaped : `<span class="${classes.join(' ')}">${escaped}</span>`;
}

function changed(look: Look, parameters: string): Look {
  const codes = parameters.split(/[;:]/).map(Number);
  let next = look;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) next = PLAIN;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, faint: true };
    else if (code === 3) next = { ...next, italic: true };
    else if (code === 4) next = { ...next, underline: true };
    else if (code === 22) next = { ...next, bold: false, faint: false };
    else if (code === 23) next = { ...next, italic: false };
    else if (code === 24) next = { ...next, underline: false };
    else if (code === 39) next = { ...next, color: undefined };
    else if (code === 49) next = { ...next, background: undefined };
    else if (code === 38 || code === 48) {
      const used = codes[i + 1] === 2 ? 4 : 2;
      const color = extendedColor(codes.slice(i + 1, i + 1 + used));
      next = code === 38 ? { ...next, color } : { ...next, background: color };
      i += used;
    } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) next = { ...next, color: code % 10 };
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) next = { ...next, background: code % 10 };
  }
  return next;
}

/** `[5, n]` of the 256 colours or `[2, r, g, b]`, as the nearest of the eight. */
function extendedColor([kind, ...values]: number[]): number | undefined {
  if (kind === 2) return nearest(values);
  const [index] = values;
  if (kind !== 5 || index === undefined) return undefined;
  if (index < 16) return index % 8;
  if (index >= 232) return index < 244 ? 0 : 7;
  const cube = index - 16;
  return nearest([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => level * 51));
}

function nearest([red = 0, green = 0, blue = 0]: number[]): number {
  const half = Math.max(red, green, blue) / 2;
  if (half < 32) return 0;
  return (red > half ? 1 : 0) + (green > half ? 2 : 0) + (blue > half ? 4 : 0);
}
