/** A place in a text, line and column from 1; `endColumn` is the first column after it, on the same line. */
export interface CodeSpan {
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
}

/** The line in question with two lines around it, numbered, and carets under the span. */
export function codeFrame(source: string, { line, column, endColumn = column + 1 }: CodeSpan): string[] {
  const lines = source.split(/\r?\n/);
  const first = Math.max(1, line - 2);
  const last = Math.min(lines.length, line + 2);
  const width = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = lines[number - 1];
    frame.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number !== line) continue;
    const indent = text.slice(0, column - 1).replaceAll(/[^\t]/g, ' ');
    frame.push(`  ${' '.repeat(width)} | ${indent}${'^'.repeat(Math.max(1, Math.min(endColumn, text.length + 1) - column))}`);
  }
  return frame;
}
