import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Notebook, resultText, streamText, until } from './notebook.js';

const notebook = new Notebook();
beforeAll(() => notebook.start());
afterAll(() => notebook.close());

describe('results', () => {
  test.each([
    ['1 + 1', '2'],
    ['"text"', "'text'"],
    ['null', 'null'],
    ['await Promise.resolve(7)', '7'],
    ['new Map([[1, { a: 2 }]])', 'Map(1) { 1 => { a: 2 } }'],
    ['new Promise(() => {})', 'Promise { <pending> }\nThis is a promise: write `await` before it to get its value.'],
  ])('the value of %s is shown', async (code, text) => {
    expect(resultText(await notebook.run(code))).toBe(text);
  });

  test.each(['undefined', '1 + 1;', '1 + 1; // a remark', 'const a = 1', 'void 0'])('%s shows nothing', async (code) => {
    const { outputs, reply } = await notebook.run(code);
    expect(outputs).toEqual([]);
    expect(reply.status).toBe('ok');
  });

  test('an array of plain records is a table too, escaped', async () => {
    const { outputs } = await notebook.run('[{ name: "<b>a</b>", n: 1 }, { name: "b", list: [1, 2] }]');
    const { data } = outputs[0].content as { data: Record<string, string> };
    expect(data['text/html'].match(/<tr>/g)).toHaveLength(3);
    expect(data['text/html']).toContain('<th>name</th><th>n</th><th>list</th>');
    expect(data['text/html']).toContain('&lt;b&gt;a&lt;/b&gt;');
    expect(data['text/html']).not.toContain('<b>');
    expect(data['text/plain']).toContain("name: '<b>a</b>'");
  });

  test('a tensor tells its shape and values', async () => {
    await notebook.run(`import * as tf from '@tensorflow/tfjs-core'; import '@tensorflow/tfjs-backend-cpu'`);
    expect(resultText(await notebook.run('tf.tensor2d([[1, 2], [3, 4]])'))).toMatch(/shape: \[2,2\][\s\S]*\[\[1, 2\],/);
  });

  test('an array of anything else is text only', async () => {
    const { outputs } = await notebook.run('[{ a: 1 }, new Date(0)]');
    expect(Object.keys(outputs[0].content.data as object)).toEqual(['text/plain']);
  });

  test('a value shows itself by Jupyter.display, bytes as base64', async () => {
    const code = `({ async [Symbol.for('Jupyter.display')]() { return { 'text/html': '<i>x</i>', 'image/png': new Uint8Array([1, 2, 3]) } } })`;
    const { outputs } = await notebook.run(code);
    expect(outputs[0].content.data).toMatchObject({ 'text/html': '<i>x</i>', 'image/png': 'AQID' });
    expect(outputs[0].content.data).toHaveProperty(['text/plain']);
  });
});

describe('streams', () => {
  test('stdout, stderr, displays and results come in the order of the calls', async () => {
    await notebook.run(`import { display, clearOutput } from 'framescope/kernel'`);
    const { outputs } = await notebook.run(`
      const slow = { async [Symbol.for('Jupyter.display')]() { await new Promise((r) => setTimeout(r, 50)); return { 'text/plain': 'slow' } } };
      console.log(1); console.error(2); display(slow); process.stdout.write('3'); console.log('4');
      display({ 'text/plain': '5' }); console.error(6); clearOutput({ wait: true }); 7`);
    const told: [string, unknown][] = [];
    for (const { type, content } of outputs) {
      const last = told.at(-1);
      const what = content.text ?? (content.data as Record<string, string>)?.['text/plain'] ?? content.wait;
      if (last && type === 'stream' && last[0] === content.name) last[1] = `${last[1]}${what}`;
      else told.push([type === 'stream' ? String(content.name) : type, what]);
    }
    expect(told).toEqual([
      ['stdout', '1\n'],
      ['stderr', '2\n'],
      ['display_data', 'slow'],
      ['stdout', '34\n'],
      ['display_data', '5'],
      ['stderr', '6\n'],
      ['clear_output', true],
      ['execute_result', '7'],
    ]);
  });

  test('partial writes stay partial, characters stay whole', async () => {
    const executed = await notebook.run(
      `process.stdout.write('no end'); process.stdout.write(Buffer.from([0xc3])); process.stdout.write(Buffer.from([0xa9])); 'x';`,
    );
    expect(streamText(executed)).toBe('no endé');
  });

  test('a stream that a cell ends stays open for the next', async () => {
    expect(streamText(await notebook.run(`process.stdout.end('last'); process.stdout.destroy(); 0;`))).toBe('last');
    expect(streamText(await notebook.run(`console.log('more')`))).toBe('more\n');
  });

  test('the console is complete, and without colours', async () => {
    const { reply } = await notebook.run(`const trace = () => console.trace('here %d', 1);`);
    const executed = await notebook.run(`
      console.table([{ a: 1 }]); console.dir({ b: { c: { d: { e: 1 } } } }, { depth: 0 }); console.info('%s is %o', 'x', [1]);
      console.time('t'); console.timeLog('t', 'so far'); console.timeEnd('t');
      console.group('g'); console.warn('in'); console.count(); console.count(); console.groupEnd(); console.countReset(); console.count();
      console.assert(1 > 0, 'never'); console.assert(false, 'said %s', 'so'); console.error(new RangeError('e').message); trace();`);
    expect(streamText(executed, 'stdout')).toMatch(
      /│ a │[\s\S]*{ b: \[Object\] }\nx is \[ 1, \[length\]: 1 \]\nt: [\d.]+ms so far\nt: [\d.]+ms\ng\n {2}default: 1\n {2}default: 2\ndefault: 1\n$/,
    );
    expect(streamText(executed, 'stderr').replace(/(:5):\d+\n$/, '$1')).toBe(
      `  in\nAssertion failed: said so\ne\nTrace: here 1\n    at trace (In[${reply.execution_count}]:1:29)\n    at In[${executed.reply.execution_count}]:5`,
    );
    expect(streamText(executed)).not.toContain('\u001b');
  });

  test('100,000 lines lose nothing, in few messages, with bounded memory', async () => {
    const executed = await notebook.run(
      `const before = process.memoryUsage().rss; for (let i = 0; i < 100_000; i++) console.log('line', i); process.memoryUsage().rss - before`,
    );
    const expected = Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join('');
    expect(streamText(executed)).toBe(expected);
    expect(executed.outputs.length).toBeLessThan(100);
    expect(Number(resultText(executed))).toBeLessThan(150 * 2 ** 20);
    for (const { content } of executed.outputs) expect(Buffer.byteLength(String(content.text ?? ''))).toBeLessThanOrEqual(65536);
  });

  test('a slow printer is told at most 20 times a second', async () => {
    const started = performance.now();
    const { outputs } = await notebook.run(
      `for (let i = 0; i < 150; i++) { console.log(i); await new Promise((r) => setTimeout(r, 5)); } 0;`,
    );
    expect(outputs.length).toBeLessThanOrEqual(((performance.now() - started) / 1000) * 20 + 2);
    expect(outputs.length).toBeGreaterThan(5);
  });

  test('a huge line arrives whole, in chunks', async () => {
    const executed = await notebook.run(`console.log('é'.repeat(1_000_000))`);
    expect(streamText(executed)).toBe(`${'é'.repeat(1_000_000)}\n`);
    for (const { content } of executed.outputs) expect(Buffer.byteLength(String(content.text))).toBeLessThanOrEqual(65536);
  });

  test('what other processes write to the descriptors is shown before the cell ends', async () => {
    const executed = await notebook.run(
      `import { execSync } from 'node:child_process'; execSync('echo err >&2; seq 1 20000', { stdio: 'inherit' }); 0;`,
    );
    expect(streamText(executed, 'stderr')).toBe('err\n');
    expect(streamText(executed, 'stdout')).toBe(Array.from({ length: 20_000 }, (_, i) => `${i + 1}\n`).join(''));
  });

  test('prints show at once though the cell then blocks', async () => {
    let told = 0;
    const started = performance.now();
    await notebook.session.execute(
      `console.log('a'); console.log('b'); { const end = Date.now() + 700; while (Date.now() < end); }`,
      {
        onMessage: ({ type, content }) => {
          if (type === 'stream' && String(content.text).includes('b')) told = performance.now() - started;
        },
      },
    );
    expect(told).toBeGreaterThan(0);
    expect(performance.now() - started - told).toBeGreaterThan(200);
  });

  test('late output belongs to the cell that started it', async () => {
    notebook.late.length = 0;
    const first = await notebook.run(`setTimeout(() => console.log('late one'), 500); 0;`);
    const second = await notebook.run(
      `setTimeout(() => console.log('late two'), 500); await new Promise((r) => setTimeout(r, 20)); 0;`,
    );
    await notebook.run('1');
    await until(() => notebook.late.length === 2);
    expect(Object.fromEntries(notebook.late.map(({ content, parentId }) => [content.text, parentId]))).toEqual({
      'late one\n': first.messages[0].parentId,
      'late two\n': second.messages[0].parentId,
    });
  });
});

describe('displays', () => {
  test('an output is updated and cleared by its id', async () => {
    await notebook.run(`import { display } from 'framescope/kernel'`);
    const { outputs } = await notebook.run(
      `const handle = display({ 'text/html': '<b>1</b>', 'text/plain': '1' }, { metadata: { a: 1 }, displayId: 'x' }); handle.displayId`,
    );
    expect(outputs[0]).toMatchObject({
      type: 'display_data',
      content: { data: { 'text/html': '<b>1</b>', 'text/plain': '1' }, metadata: { a: 1 }, transient: { display_id: 'x' } },
    });
    const later = await notebook.run(`handle.update({ 'text/plain': '2' }); handle.update([1]); handle.clear();`);
    expect(later.outputs.map(({ type, content }) => [type, content.data, content.transient])).toEqual([
      ['update_display_data', { 'text/plain': '2' }, { display_id: 'x' }],
      ['update_display_data', { 'text/plain': '[ 1 ]' }, { display_id: 'x' }],
      ['update_display_data', { 'text/plain': '' }, { display_id: 'x' }],
    ]);
  });

  test("tslab's own display shows too", async () => {
    const { outputs } = await notebook.run(`import * as tslab from 'tslab'; tslab.display.html('<u>1</u>')`);
    expect(outputs).toMatchObject([{ type: 'display_data', content: { data: { 'text/html': '<u>1</u>' } } }]);
  });

  test.each([
    `display({ 'text/plain': 1n })`,
    `({ [Symbol.for('Jupyter.display')]() { throw new Error('no bundle') } })`,
    `({ async [Symbol.for('Jupyter.display')]() { await 0; throw new Error('no bundle') } })`,
    `display({ async [Symbol.for('Jupyter.display')]() { await 0; throw new Error('no bundle') } }); 0;`,
    `({ [Symbol.for('Jupyter.display')]() { return 5 } })`,
  ])('a value that cannot be shown is an error of the cell: %s', async (code) => {
    const { reply, outputs } = await notebook.run(code);
    expect(reply.status).toBe('error');
    expect(outputs.map(({ type }) => type)).toEqual(['error']);
  });
});
