import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';

/** Where something stands in what the user wrote: line and column from 1. */
export interface Position {
  /** `In[3]` for a cell, the path for a local module. */
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** All of the user's text there, for code frames. */
  readonly source: string;
}

/** A compiled script whose positions lead back to the user's text. */
export interface CompiledScript {
  readonly name: string;
  readonly source: string;
  /** Source maps from the running code back to the user's text, last compilation first, as JSON. */
  readonly maps: readonly string[];
  /** Lines of the running script before the compiled code. */
  readonly linesBefore: number;
  /** Lines that the compiler was given before the user's text. */
  readonly sourceLinesBefore: number;
  /** Lines of the compiled code. */
  readonly lines: number;
}

const scripts = new Map<string, CompiledScript & { chain?: SourceMap[] }>();

/** Makes positions in the script that runs under `scriptName` translatable, for as long as the process lives. */
export function registerScript(scriptName: string, script: CompiledScript): void {
  scripts.set(scriptName, script);
}

/** The position in the user's text, of a line and column (from 1) of a running script; undefined for all but registered scripts. */
export function originalPosition(scriptName: string, line: number, column: number): Position | undefined {
  const script = scripts.get(scriptName);
  if (!script) return undefined;
  let at = { line: line - 1 - script.linesBefore, column: column - 1 };
  if (at.line < 0 || at.line >= script.lines) return undefined;
  script.chain ??= script.maps.map((json) => new SourceMap(JSON.parse(json) as SourceMapPayload));
  for (const map of script.chain) {
    const entry = map.findEntry(at.line, at.column);
    if (!('originalLine' in entry)) return undefined;
    at = { line: entry.originalLine, column: entry.originalColumn };
  }
  return { name: script.name, line: at.line - script.sourceLinesBefore + 1, column: at.column + 1, source: script.source };
}

/** The text of a local module; empty where there is no such file, as for a module that was defined in a cell. */
export function readSource(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
