import { resolve } from 'node:path';
import type { Diagnostic } from 'tslab/dist/converter.js';
import type { ErrorContent } from '../messages.js';
import { codeFrame } from './code-frame.js';
import { missingModuleHint } from './missing-module.js';
import { NOTEBOOK_FOLDER } from './package-root.js';
import { readSource } from './positions.js';

/** Type and syntax errors as one error of the cell: message, position and code frame for each. */
export function diagnosticsError(diagnostics: readonly Diagnostic[], code: string, label: string): ErrorContent {
  const parts = grouped(diagnostics).map((group) => describe(group, code, label));
  return {
    ename: 'TypeScriptError',
    evalue: parts[0].headline,
    traceback: parts.flatMap((part, i) => (i > 0 ? ['', ...part.lines] : part.lines)),
  };
}

/** A message chain arrives as diagnostics of the same place, one after the other. */
function grouped(diagnostics: readonly Diagnostic[]): Diagnostic[][] {
  const groups: Diagnostic[][] = [];
  for (const diagnostic of diagnostics) {
    const group = groups.at(-1);
    const isSamePlace =
      group?.[0].start.offset === diagnostic.start.offset &&
      group[0].end.offset === diagnostic.end.offset &&
      (diagnostic.fileName ?? group[0].fileName) === group[0].fileName;
    if (group && isSamePlace) group.push(diagnostic);
    else groups.push([diagnostic]);
  }
  return groups;
}

function describe([first, ...details]: Diagnostic[], cell: string, label: string): { headline: string; lines: string[] } {
  const source = first.fileName === undefined ? cell : readSource(resolve(NOTEBOOK_FOLDER, first.fileName));
  const { line, column } = within(source, first.start.line + 1, first.start.character + 1);
  const headline = `${first.fileName ?? label}:${line}:${column} - ${first.messageText} (TS${first.code})`;
  const endColumn = first.end.line === first.start.line ? first.end.character + 1 : Number.POSITIVE_INFINITY;
  const specifier = /^Cannot find module '([^']+)'/.exec(first.messageText)?.[1];
  const hint = specifier === undefined ? [] : [missingModuleHint(specifier)];
  return {
    headline: [headline, ...hint].join(' '),
    lines: [
      headline,
      ...details.map(({ messageText }) => `  ${messageText}`),
      ...hint,
      ...(source === '' ? [] : codeFrame(source, { line, column, endColumn })),
    ],
  };
}

/** What is missing at the end is missed by TypeScript in lines that tslab has added; the user's text ends before. */
function within(source: string, line: number, column: number): { line: number; column: number } {
  const lines = source.split('\n');
  return line > lines.length ? { line: lines.length, column: lines[lines.length - 1].length + 1 } : { line, column };
}
