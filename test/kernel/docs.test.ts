import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Notebook, streamText } from './notebook.js';

const page = readFileSync(fileURLToPath(new URL('../../docs/kernel.md', import.meta.url)), 'utf8');
const examples = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1]);

describe('docs/kernel.md', () => {
  const notebook = new Notebook();
  beforeAll(() => notebook.start());
  afterAll(() => notebook.close());

  test.each(examples.map((code) => [code.split('\n')[0], code]))('%s', async (_, code) => {
    const executed = await notebook.run(code, { onInput: async ({ prompt }) => `answer to ${prompt}` });
    expect(executed.reply).toMatchObject({ status: 'ok' });
    expect(streamText(executed, 'stderr')).toBe('');
  });

  test('has an example of each name of framescope/kernel', () => {
    const [imports, ...rest] = examples;
    const names = [...(/\{(.*)\}/.exec(imports)?.[1] ?? '').matchAll(/\w+/g)].map(([name]) => name);
    expect(names).toEqual(['clearOutput', 'comms', 'display', 'input', 'page', 'signal']);
    for (const name of names) expect(rest.join()).toContain(name);
  });
});
