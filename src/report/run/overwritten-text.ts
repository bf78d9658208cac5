/** A text of which the last line may be written over, and where in that line the next character goes. */
export interface OverwrittenText {
  readonly text: string;
  /** Counted from the last line's start; undefined: at its end. */
  readonly column?: number;
}

/**
 * Appends to a text as a terminal shows it: a carriage return goes back to the start of the line, a backspace one character, and
 * what follows takes the place of what stood there. So a progress bar leaves its last state, not all of them.
 */
export function overwrite({ text, column }: OverwrittenText, addition: string): OverwrittenText {
  if (column === undefined && !/[\r\b]/.test(addition)) return { text: text + addition };
  const lineStart = text.lastIndexOf('\n') + 1;
  const done = [text.slice(0, lineStart)];
  let line = text.slice(lineStart);
  let place = column ?? line.length;
  for (const [piece] of addition.replace(/\r+\n/g, '\n').matchAll(/[\r\b\n]|[^\r\b\n]+/g)) {
    if (piece === '\r') place = 0;
    else if (piece === '\b') place = Math.max(0, place - 1);
    else if (piece === '\n') {
      done.push(line, piece);
      line = '';
      place = 0;
    } else {
      line = line.slice(0, place) + piece + line.slice(place + piece.length);
      place += piece.length;
    }
  }
  return place === line.length ? { text: done.join('') + line } : { text: done.join('') + line, column: place };
}
