import type { Node, SourceFile, TypeChecker } from '@tslab/typescript-for-tslab';
import type { TypeScript } from './typescript.js';

/** A node with what TypeScript's parser keeps of the comment before it. */
type Documented = Node & { jsDoc?: readonly Node[] };

const STRINGS_AND_COMMENTS = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** Declarations without their documentation, whose parsing takes a quarter of the start. All positions stay. */
export function withoutDocumentation(declarations: string): string {
  return declarations.replace(STRINGS_AND_COMMENTS, (part) => (part.startsWith('/**') ? ' '.repeat(part.length) : part));
}

/** Gives declarations that were read without documentation their own, a file at a time, when somebody asks for it. */
export class Documentation {
  readonly #ts: TypeScript;
  readonly #readAll: (path: string) => string | undefined;
  readonly #complete = new WeakSet<SourceFile>();

  constructor(ts: TypeScript, readAll: (path: string) => string | undefined) {
    this.#ts = ts;
    this.#readAll = readAll;
  }

  /** Completes what is declared of the name at a position. */
  completeAt(source: SourceFile, checker: TypeChecker, position: number): void {
    const node = deepestAt(this.#ts, source, position);
    const symbol = checker.getSymbolAtLocation(node);
    const target = symbol && symbol.flags & this.#ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of target?.declarations ?? []) this.#completeFile(declaration.getSourceFile());
  }

  #completeFile(file: SourceFile): void {
    if (!file.isDeclarationFile || this.#complete.has(file)) return;
    this.#complete.add(file);
    const text = this.#readAll(file.fileName);
    if (text?.length !== file.text.length || text === file.text) return;
    copyDocumentation(this.#ts, this.#ts.createSourceFile(file.fileName, text, file.languageVersion, true), file);
  }
}

/** Both trees are of the same declarations, so their nodes correspond one to one. */
function copyDocumentation(ts: TypeScript, from: Documented, to: Documented): void {
  if (from.jsDoc) to.jsDoc = from.jsDoc;
  const sources = childrenOf(ts, from);
  for (const [i, target] of childrenOf(ts, to).entries()) copyDocumentation(ts, sources[i], target);
}

function childrenOf(ts: TypeScript, node: Node): Node[] {
  const children: Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  return children;
}

/** The innermost node at a position, or else the one that ends there: a cursor behind a name means that name. */
function deepestAt(ts: TypeScript, node: Node, position: number): Node {
  const children = childrenOf(ts, node).filter(({ pos, end }) => pos <= position && position <= end);
  const inside = children.find(({ end }) => position < end) ?? children[0];
  return inside ? deepestAt(ts, inside, position) : node;
}
