import type { Node } from '@tslab/typescript-for-tslab';
import type { Converter, ConvertResult, Diagnostic } from 'tslab/dist/converter.js';
import { tslabRequire } from './package-root.js';
import { readSource, registerScript } from './positions.js';
import { forgetChangedFiles } from './required-files.js';
import { type PreparedTypeScript, type TypeScript, takeMaps } from './typescript.js';

/** What a cell in which something may be imported has. */
const IMPORTS = /\b(?:import|require|from)\b/;
/** A cell like those that come first: TypeScript's functions are compiled by the time they do. */
const WARM_UP = 'const warm: number[] = [1].map((x) => x + 1); console.log(warm.length); warm';

/** What a converter for cells reports besides its result. */
export interface ConverterOptions {
  /** What positions in the cell being converted are called. */
  readonly label: () => string;
  readonly onDiagnostics: (diagnostics: readonly Diagnostic[], code: string) => void;
  /** The cell's own code is about to run; `resultName` is the variable its last expression is kept in. */
  readonly onConverted: (resultName: string | undefined) => void;
}

/** tslab's converter, whose compiled code can be traced back to the cell, and which gives no result after a trailing semicolon. */
export function createCellConverter(
  { ts, modules, outside }: PreparedTypeScript,
  { label, onDiagnostics, onConverted }: ConverterOptions,
): Converter & { warmUp(): void } {
  const { createConverter } = tslabRequire('./dist/converter.js') as typeof import('tslab/dist/converter.js');
  const converter = createConverter({ isJS: false, isBrowser: false });
  return { ...converter, convert, addModule, warmUp: () => void converter.convert('', WARM_UP) };

  function convert(declarations: string, code: string): ConvertResult {
    if (IMPORTS.test(code)) {
      modules.refresh();
      forgetChangedFiles();
    }
    const result = converter.convert(declarations, code);
    const diagnostics = [...result.diagnostics, ...outside.diagnostics()];
    const compiled = [...(result.sideOutputs ?? []), ...outside.takeOutputs()];
    const sideOutputs = compiled.map(({ path, data }) => ({ path, data: traceableModule(path, data) }));
    if (diagnostics.length > 0) {
      onDiagnostics(diagnostics, code);
      return { ...result, sideOutputs, diagnostics };
    }
    const lastExpressionVar = endsWithSemicolon(ts, code) ? undefined : result.lastExpressionVar;
    const hasToplevelAwait = result.hasToplevelAwait || awaitsAtTopLevel(ts, code);
    const output = result.output === undefined ? undefined : traceableCell(result.output, code, label());
    onConverted(lastExpressionVar);
    return { ...result, lastExpressionVar, hasToplevelAwait, output, sideOutputs };
  }

  function addModule(...args: Parameters<Converter['addModule']>): Diagnostic[] {
    const diagnostics = converter.addModule(...args);
    if (diagnostics.length > 0) onDiagnostics(diagnostics, args[1]);
    return [];
  }
}

/** The cell under its own name, on lines of its own. */
function traceableCell(output: string, source: string, name: string): string {
  const { code, maps } = takeMaps(output);
  const lines = code.split('\n').length;
  registerScript(name, { name, source, maps, linesBefore: 1, sourceLinesBefore: 1, lines });
  return `\n${code}\n//# sourceURL=${name}`;
}

function traceableModule(path: string, output: string): string {
  const { code, maps } = takeMaps(output);
  const name = path.replace(/\.js$/, '.ts');
  const lines = code.split('\n').length;
  registerScript(path, { name, source: readSource(name), maps, linesBefore: 0, sourceLinesBefore: 0, lines });
  return code;
}

/** Whether the last statement is an expression that the user closed with a semicolon, to see no result. */
function endsWithSemicolon(ts: TypeScript, code: string): boolean {
  const statement = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest).statements.at(-1);
  return statement !== undefined && ts.isExpressionStatement(statement) && code[statement.end - 1] === ';';
}

/** Whether the cell awaits outside of any function. tslab overlooks `await (…)`, which TypeScript first takes for a call. */
function awaitsAtTopLevel(ts: TypeScript, code: string): boolean {
  const asModule = ts.createSourceFile('cell.ts', `export {};\n${code}`, ts.ScriptTarget.Latest);
  const awaits = (node: Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    return (
      ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && !!node.awaitModifier) || ts.forEachChild(node, awaits) === true
    );
  };
  return awaits(asModule);
}
