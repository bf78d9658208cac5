import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withoutDocumentation } from '../../src/kernel/executor/documentation.js';
import { Notebook } from './notebook.js';

const notebook = new Notebook();
beforeAll(() => notebook.start());
afterAll(() => notebook.close());

const require = createRequire(createRequire(import.meta.url).resolve('tslab/package.json'));
const ts = require('@tslab/typescript-for-tslab') as typeof import('@tslab/typescript-for-tslab');

test.each([
  ['parseInt', 'parseInt(string: string', 'Converts a string to an integer'],
  [`import { readFile } from 'node:fs/promises'; readFile`, 'readFile(', 'Asynchronously reads the entire contents'],
  [`import { windowStarts } from 'framescope'; windowStarts`, 'windowStarts(', 'First frames of all windows'],
])('%s is inspected with its documentation, though declarations are read without', async (code, signature, documentation) => {
  const found = await notebook.session.query('inspect', code);
  expect(found?.signature).toContain(signature);
  expect(found?.documentation).toContain(documentation);
});

test('leaving out documentation keeps all positions, strings and other comments', () => {
  const text = `/** Doc. */ type A = "/** no */" | '/**'; // it's /** one */\n/* don't */ type B = \`a/**\${A}*/\`;\n/** two\n lines */\ntype C = 1;`;
  const bare = withoutDocumentation(text);
  expect(bare).toHaveLength(text.length);
  expect(bare.trim().replaceAll(/ {2,}/g, ' ')).toBe(
    `type A = "/** no */" | '/**'; // it's /** one */\n/* don't */ type B = \`a/**\${A}*/\`;\n \ntype C = 1;`,
  );
});

test("Node's own declarations are the same without documentation", () => {
  const folder = dirname(require.resolve('@types/node/package.json'));
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.d.ts'))) {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(shape(withoutDocumentation(text)), name).toEqual(shape(text));
  }
});

/** Kinds and ends of all nodes. */
function shape(text: string): string {
  const nodes: string[] = [];
  const visit = (node: import('@tslab/typescript-for-tslab').Node): void => {
    nodes.push(`${node.kind}:${node.end}`);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('a.d.ts', text, ts.ScriptTarget.Latest));
  return nodes.join(' ');
}
