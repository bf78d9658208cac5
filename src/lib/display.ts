/** A MIME bundle: what Jupyter shows of a value, by MIME type. Binary types are base64 text. */
export type MimeBundle = Record<string, unknown>;

/** A value with a method of this name shows itself as a cell's result (a convention shared with Deno's kernel). */
const JUPYTER_DISPLAY = Symbol.for('Jupyter.display');

/** Node's convention for how a value prints. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** How values of a class show themselves. */
export interface Display<T> {
  /** One line or a few, for consoles and `text/plain`. */
  readonly text: (value: T) => string;
  /** A richer bundle for notebooks: plain text, Markdown, images. HTML is the widgets' business. Default: the text alone. */
  readonly bundle?: (value: T) => MimeBundle | Promise<MimeBundle>;
}

/**
 * Gives all values of a class a printed form and a notebook form.
 *
 * Written beside the class instead of in it, since isolated declarations cannot express methods named by registered symbols.
 */
export function showValuesOf<T extends object>(type: { readonly prototype: T }, { text, bundle }: Display<T>): void {
  printValuesOf(type, text);
  Object.defineProperty(type.prototype, JUPYTER_DISPLAY, {
    value(this: T) {
      return bundle ? bundle(this) : { 'text/plain': text(this) };
    },
  });
}

/** Gives all values of a class a printed form, for consoles and within other values. */
export function printValuesOf<T extends object>(type: { readonly prototype: T }, text: (value: T) => string): void {
  Object.defineProperty(type.prototype, INSPECT, {
    configurable: true, // a class of another package may have been given one before, by another copy of this
    value(this: T) {
      return text(this);
    },
  });
}

/** Plain records as a table: `text/plain` with aligned columns and `text/markdown`. */
export function tableBundle(caption: string, records: readonly Readonly<Record<string, string | number>>[]): MimeBundle {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = records.map((record) => columns.map((column) => String(record[column] ?? '')));
  const isNumeric = columns.map((column) => records.every((record) => typeof record[column] === 'number'));
  const markdown = [
    `| ${columns.join(' | ')} |`,
    `| ${isNumeric.map((numeric) => (numeric ? '---:' : '---')).join(' | ')} |`,
    ...rows.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  ].join('\n');
  const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => row[i].length)));
  const line = (cells: string[]): string =>
    cells
      .map((cell, i) => (isNumeric[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  return {
    'text/plain': [caption, line(columns), ...rows.map(line)].join('\n'),
    'text/markdown': `**${caption}**\n\n${markdown}`,
  };
}
