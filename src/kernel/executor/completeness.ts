import type { DiagnosticWithLocation, SourceFile } from '@tslab/typescript-for-tslab';
import type { Completeness } from '../queries.js';
import type { TypeScript } from './typescript.js';

/** Errors that are told where something begins that was never closed: a template, a comment. */
const UNCLOSED = new Set([1010, 1160]);

/** Whether the text is a whole program, the beginning of one, or none. */
export function completeness(ts: TypeScript, code: string): Completeness {
  const source = ts.createSourceFile('cell.ts', `export {};${code}`, ts.ScriptTarget.Latest) as SourceFile & {
    readonly parseDiagnostics: readonly DiagnosticWithLocation[]; // not among the public types; the parser's own findings
  };
  const [first] = source.parseDiagnostics;
  if (!first) return { status: 'complete' };
  const isAtEnd = first.start >= source.text.trimEnd().length;
  return isAtEnd || UNCLOSED.has(first.code) ? { status: 'incomplete', indent: indentAfter(code) } : { status: 'invalid' };
}

/** The indentation of the last line, two spaces deeper after an opening bracket. */
function indentAfter(code: string): string {
  const last = code.trimEnd().split('\n').at(-1) ?? '';
  const own = /^[ \t]*/.exec(last)?.[0] ?? '';
  return /[([{]$/.test(last) ? `${own}  ` : own;
}
