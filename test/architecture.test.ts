import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The house: which rooms a room may import from, beside itself, its own subfolders and npm.
 *
 * 'lib' is the library's index alone; the other files directly in `src/lib` are the room 'lib/shared', open to all of lib.
 * 'lib/*' is all of the library but 'lib/faithful', an entry of its own that burdens nobody else.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: ['lib/*'],
  'lib/shared': [],
  'lib/backend': [],
  'lib/video': [],
  'lib/flow': ['lib/video'],
  'lib/data': ['lib/video', 'lib/flow'],
  'lib/models': ['lib/backend'],
  'lib/weights': ['lib/models', 'lib/backend'],
  'lib/training': ['lib/data', 'lib/models', 'lib/weights', 'lib/backend'],
  'lib/evaluation': ['lib/data', 'lib/models', 'lib/flow', 'lib/video', 'lib/backend', 'lib/training'],
  'lib/visualization': ['lib/models', 'lib/data', 'lib/flow', 'lib/video', 'lib/backend'],
  'lib/notebook': ['lib/video', 'lib/backend'],
  'lib/faithful': ['lib/*'],
  widgets: ['lib/*'],
  kernel: [],
  report: ['kernel', 'lib/shared'],
  label: ['lib/*'],
  lab: ['kernel', 'lib/shared'],
  cli: ['lib/*', 'widgets', 'kernel', 'report', 'lab', 'label'],
};

/** Why the sources break the house's rules; empty where they keep them. Sources by path below `src`. */
function violations(sources: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  const edges = new Map<string, Set<string>>();
  for (const [file, text] of sources) {
    const room = roomOf(file);
    if (!(room in MAY_IMPORT)) found.push(`${file} lies in no room of the house`);
    for (const specifier of importsOf(file, text)) {
      if (!specifier.startsWith('.')) {
        if (specifier === 'framescope' || specifier.startsWith('framescope/')) {
          found.push(`${file} imports the package's own entry ${specifier}`);
        }
        continue;
      }
      const target = posix.normalize(posix.join(posix.dirname(file), specifier));
      if (target.startsWith('..')) continue;
      const other = roomOf(target);
      if (!isAllowed(room, other)) found.push(`${file} (${room}) imports ${target} (${other})`);
      if (other !== room) edges.set(room, (edges.get(room) ?? new Set()).add(other));
    }
  }
  const cycle = findCycle(edges);
  if (cycle) found.push(`rooms in a circle: ${cycle.join(' → ')}`);
  return found;
}

function isAllowed(room: string, other: string): boolean {
  if (room === other) return true;
  const allowed = MAY_IMPORT[room] ?? [];
  if (allowed.includes(other)) return true;
  if (other === 'lib/faithful') return false;
  if (allowed.includes('lib/*') && (other === 'lib' || other.startsWith('lib/'))) return true;
  return room.startsWith('lib/') && other === 'lib/shared';
}

/** 'lib/video/probe.ts' → 'lib/video'; 'lib/errors.ts' → 'lib/shared'; 'widgets/client/page.entry.ts' → 'widgets'. */
function roomOf(file: string): string {
  const [first, second, ...rest] = file.split('/');
  if (first !== 'lib') return first;
  if (rest.length > 0) return `lib/${second}`;
  return second.startsWith('index.') ? 'lib' : 'lib/shared';
}

/** Every module a source names: import, export … from, import(), require(), and, unless left out, those named for types only. */
function importsOf(file: string, text: string, { withTypes = true }: { withTypes?: boolean } = {}): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const isTypeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      if (ts.isStringLiteral(node.moduleSpecifier) && (withTypes || !isTypeOnly)) found.push(node.moduleSpecifier.text);
    } else if (ts.isCallExpression(node) && isModuleCall(node.expression)) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteralLike(argument)) found.push(argument.text);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      if (withTypes) found.push(node.argument.literal.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function isModuleCall(called: ts.Expression): boolean {
  if (called.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(called)) return called.text === 'require';
  return ts.isPropertyAccessExpression(called) && ts.isIdentifier(called.expression) && called.expression.text === 'require';
}

function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const walk = (room: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(room)) return [...path.slice(path.indexOf(room)), room];
    if (done.has(room)) return undefined;
    for (const next of edges.get(room) ?? []) {
      const cycle = walk(next, [...path, room]);
      if (cycle) return cycle;
    }
    done.add(room);
    return undefined;
  };
  for (const room of edges.keys()) {
    const cycle = walk(room, []);
    if (cycle) return cycle;
  }
  return undefined;
}

function readSources(): Map<string, string> {
  const src = join(root, 'src');
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((path) => [relative(src, path).split(sep).join('/'), readFileSync(path, 'utf8')]));
}

describe('the house', () => {
  const sources = readSources();

  test('every import goes where the table of rooms allows it', () => {
    expect(sources.size).toBeGreaterThan(20);
    expect(violations(sources)).toEqual([]);
  });

  test('no source is longer than 300 lines', () => {
    const long = [...sources].filter(([, text]) => text.trimEnd().split('\n').length > 300).map(([file]) => file);
    expect(long).toEqual([]);
  });

  test('TensorFlow.js is reached at run time in one file only', () => {
    const reaching = [...sources].filter(([file, text]) =>
      importsOf(file, text, { withTypes: false }).some(
        (name) => name.startsWith('@tensorflow/') && !name.endsWith('/package.json'),
      ),
    );
    expect(reaching.map(([file]) => file)).toEqual(['lib/backend/tensorflow.ts']);
  });

  test.each([
    ['lib/video/probe.ts', "import { fit } from '../training/fit.js';"],
    ['lib/errors.ts', "export { page } from '../report/page.js';"],
    ['lib/errors.ts', "import { openVideo } from './video/video.js';"],
    ['lib/models/a.ts', "export * from '../weights/safetensors.js';"],
    ['lib/video/probe.ts', "import { x } from '../index.js';"],
    ['lib/index.ts', "export * from './faithful/index.js';"],
    ['widgets/a.ts', "import { faithfulCount } from '../lib/faithful/count.js';"],
    ['kernel/session.ts', "const errors = await import('../lib/errors.js');"],
    ['kernel/session.ts', "const { x } = require('../widgets/host.js');"],
    ['kernel/session.ts', "require.resolve('../lib/errors.js');"],
    ['kernel/session.ts', "type E = import('../lib/errors.js').FramescopeError;"],
    ['widgets/a.ts', "import type { Session } from '../kernel/session.js';"],
    ['report/run.ts', "import '../lib/index.js';"],
    ['cli/main.ts', "import { fit } from 'framescope';"],
    ['cellar/a.ts', ''],
  ])('a planted violation in %s is caught: %s', (file, text) => {
    expect(violations(new Map([[file, text]]))).toHaveLength(1);
  });

  test('a circle of rooms is caught', () => {
    const edges = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['b'])],
    ]);
    expect(findCycle(edges)).toEqual(['b', 'c', 'b']);
    expect(findCycle(new Map([['a', new Set(['b', 'c'])]]))).toBeUndefined();
  });
});
