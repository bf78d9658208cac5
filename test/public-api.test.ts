import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The package's entries and their declarations; whatever is not exported by one of them is private. */
const ENTRIES = {
  framescope: 'lib',
  'framescope/widgets': 'widgets',
  'framescope/faithful': 'lib/faithful',
  'framescope/kernel': 'kernel',
} as const;

/** Every exported name with its type, a line each and a line per member, sorted: `fit(model: Network, …): Promise<History>`. */
function publicNames(declarations: string): string {
  const program = ts.createProgram([declarations], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(declarations);
  const entry = source && checker.getSymbolAtLocation(source);
  if (!entry) throw new Error(`${declarations} exports nothing`);
  const print = (symbol: ts.Symbol): string => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const lines = (target.declarations ?? []).map((node) => `${symbol.name}: ${textOf(node)}`);
    return lines.length > 0 ? lines.join('\n') : `${symbol.name}: unresolved`;
  };
  const symbols = checker.getExportsOfModule(entry);
  return symbols
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(print)
    .join('\n\n');
}

/** A declaration without its comments and its private members. */
function textOf(node: ts.Declaration): string {
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const printer = ts.createPrinter({ removeComments: true });
  return printer.printNode(ts.EmitHint.Unspecified, statement, node.getSourceFile()).replace(/^export (declare )?/, '');
}

describe('the public names', () => {
  test.each(Object.entries(ENTRIES))('of %s and their types are those of the snapshot', async (entry, folder) => {
    const declarations = join(root, 'dist', folder, 'index.d.ts');
    if (!existsSync(declarations)) throw new Error('dist is missing: npm run build');
    const names = publicNames(declarations);
    expect(names).not.toContain('unresolved');
    await expect(`${names}\n`).toMatchFileSnapshot(`__snapshots__/public-api/${entry.replace('/', '-')}.txt`);
  });
});
