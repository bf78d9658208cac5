import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Notebook, resultText } from './notebook.js';

const notebook = new Notebook();
beforeAll(() => notebook.start());
afterAll(() => notebook.close());

async function html(code: string): Promise<string> {
  const { outputs } = await notebook.run(code);
  return (outputs.at(-1)?.content.data as Record<string, string>)['text/html'];
}

describe('an error as a value', () => {
  test('is shown with its place, its code frame and its causes, and is no failure', async () => {
    const made = await notebook.run(
      `const inner = () => new TypeError('deep');\nconst wrap = (cause: unknown) => new Error('outer', { cause });`,
    );
    const n = made.reply.execution_count;
    const shown = await notebook.run('wrap(inner())');
    expect(shown.reply.status).toBe('ok');
    const text = resultText(shown) ?? '';
    expect(text).toContain(`In[${n}]:2:34\n  1 | const inner`);
    expect(text).toMatch(/Error: outer\n {4}at wrap[\s\S]*\[cause\]: TypeError: deep/);
    expect(text).toContain(`TypeError, one of the causes: In[${n}]:1:21\n> 1 | const inner`);
    expect(text).not.toMatch(/tslab|dist\/kernel|node:vm/);
  });

  test('that gathers others shows all of them, thrown or displayed', async () => {
    const code = `import { display } from 'framescope/kernel';\nconst all = new AggregateError([new RangeError('one'), new TypeError('two')], 'both');\ndisplay(all); throw all;`;
    const { reply, outputs } = await notebook.run(code);
    const text = (reply.traceback ?? []).join('\n');
    for (const part of [
      'AggregateError: both',
      'RangeError: one',
      'TypeError: two',
      `RangeError, one of the causes: In[${reply.execution_count}]:2:`,
    ]) {
      expect(text).toContain(part);
    }
    expect(outputs[0]).toMatchObject({ type: 'display_data', content: { data: { 'text/plain': text } } });
  });

  test('that is its own cause comes to an end', async () => {
    const { reply } = await notebook.run(`const loop = new Error('loop'); loop.cause = loop; throw loop;`);
    expect(reply.evalue).toBe('loop');
  });
});

describe('arrays of records', () => {
  test('are bounded in rows, columns and text, and say so', async () => {
    const long = await html(`Array.from({ length: 1000 }, (_, i) => ({ i, text: 'x'.repeat(5000) }))`);
    expect(long.match(/<tr>/g)).toHaveLength(201);
    expect(long).toContain('<caption>Not shown: 800 more rows.</caption>');
    expect(long.length).toBeLessThan(200_000);
    const wide = await html('[Object.fromEntries(Array.from({ length: 51 }, (_, i) => ["<" + i + ">", i]))]');
    expect(wide).toContain('<caption>Not shown: 1 more column.</caption>');
    expect(wide).toContain('<th>&lt;0&gt;</th>');
  });

  test('with a getter that throws are tables all the same', async () => {
    expect(await html(`[{ a: 1, get b(): number { throw new Error('no'); } }]`)).toContain('1</td><td></td>');
  });
});

describe('other values', () => {
  test.each([
    ['new Float32Array(1000)', /^Float32Array\(1000\) \[[\s\S]*980 more items/],
    ['new Uint8Array([1, 2])', /^Uint8Array\(2\) \[ 1, 2 \]$/],
    ['Promise.resolve(3)', /^Promise { 3 }\nThis is a promise: write `await`/],
    ['new Set([1, [2]])', /^Set\(2\) { 1, \[ 2 \] }$/],
    ['new Date(0)', /^1970-01-01T00:00:00.000Z$/],
    ['/a+/gi', /^\/a\+\/gi$/],
    ['(function named() {})', /^\[Function: named\]$/],
    ['class Frame extends Map {}; Frame', /^\[class Frame extends Map\]$/],
    ['Symbol("s")', /^Symbol\(s\)$/],
    ['10n ** 20n', /^100000000000000000000n$/],
    ['Object.create(null)', /^\[Object: null prototype\] {}$/],
    [
      `new Proxy({}, { get() { throw new Error('get'); }, has() { throw 1; }, ownKeys() { throw 2; }, getPrototypeOf() { throw 3; } })`,
      /^{}$/,
    ],
    ['(() => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy; })()', /^<Revoked Proxy>$/],
    [
      `({ get then(): number { throw new Error('then'); }, get shape(): number { throw new Error('shape'); } })`,
      /then: \[Getter\]/,
    ],
    [`({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('custom'); }, a: 1 })`, /a: 1/],
    [
      '(() => { const ring: Record<string, unknown> = {}; ring.self = ring; return ring; })()',
      /^<ref \*1> { self: \[Circular \*1\] }$/,
    ],
  ])('%s never breaks the cell', async (code, text) => {
    const executed = await notebook.run(code);
    expect(executed.reply.evalue).toBeUndefined();
    expect(resultText(executed)).toMatch(text);
  });

  test.each([
    ['Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [i, i]))', '99000 more keys'],
    ['new Array(1e6).fill({ a: 1 })', '999900 more items'],
    ['"x".repeat(5e6)', 'more characters'],
    ['Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => "y".repeat(1000)))', 'more characters'],
    ['new Map(Array.from({ length: 1e5 }, (_, i) => [i, i]))', '99900 more items'],
  ])('%s is bounded', async (code, note) => {
    const text = resultText(await notebook.run(code)) ?? '';
    expect(text).toContain(note);
    expect(text.length).toBeLessThan(250_000);
  });
});
