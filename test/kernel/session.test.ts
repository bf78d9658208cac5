import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Notebook, resultText } from './notebook.js';

const notebook = new Notebook();
beforeAll(() => notebook.start());
afterAll(() => notebook.close());

describe('an execution', () => {
  test('is bracketed by busy and idle, with one parent for all its messages', async () => {
    const { messages, reply } = await notebook.run(`console.log('a'); 2`);
    expect(messages.map(({ type, content }) => content.execution_state ?? type)).toEqual([
      'busy',
      'execute_input',
      'stream',
      'execute_result',
      'idle',
    ]);
    expect(new Set(messages.map(({ parentId }) => parentId)).size).toBe(1);
    expect(messages[1].content).toEqual({ code: `console.log('a'); 2`, execution_count: reply.execution_count });
    expect(messages[3].content).toMatchObject({ execution_count: reply.execution_count, metadata: {} });
    expect(reply).toEqual({ status: 'ok', execution_count: reply.execution_count });
  });

  test('counts', async () => {
    const { reply } = await notebook.run('1');
    expect((await notebook.run('1')).reply.execution_count).toBe(reply.execution_count + 1);
    expect((await notebook.run('1', { storeHistory: false })).reply.execution_count).toBe(reply.execution_count + 1);
    expect((await notebook.run('1')).reply.execution_count).toBe(reply.execution_count + 2);
  });

  test('can be silent', async () => {
    const { messages, reply } = await notebook.run('let silent = 5; silent', { silent: true });
    expect(messages.map(({ content }) => content.execution_state)).toEqual(['busy', 'idle']);
    expect(reply.status).toBe('ok');
    expect(resultText(await notebook.run('silent'))).toBe('5');
  });

  test('waits for those before; a failure aborts what is queued at that moment', async () => {
    const order: string[] = [];
    const push =
      (name: string) =>
      ({ reply }: { reply: { status: string } }) =>
        order.push(`${name} ${reply.status}`);
    const first = notebook.run('await new Promise((r) => setTimeout(r, 50)); 1').then(push('first'));
    const second = notebook.run(`throw new Error('x')`).then(push('second'));
    const third = notebook.run('3').then(push('third'));
    await Promise.all([first, second, third]);
    await notebook.run('4').then(push('fourth'));
    expect(order).toEqual(['first ok', 'second error', 'third aborted', 'fourth ok']);
  });
});

describe('declarations', () => {
  test('live on from cell to cell and may be made anew', async () => {
    await notebook.run('const a = 1; interface Box { n: number }; function twice(n: number) { return 2 * n }');
    await notebook.run(`const a = 'text'`);
    expect(resultText(await notebook.run('const box: Box = { n: twice(2) }; [a, box]'))).toBe("[ 'text', { n: 4 } ]");
  });
});

describe('what tslab compiles wrongly', () => {
  test('shorthand properties take variables of earlier cells', async () => {
    await notebook.run('let short = 3; const held = 1;');
    expect(resultText(await notebook.run('const made = { short, held, own: ((short: number) => ({ short }))(5) }; made'))).toBe(
      '{ short: 3, held: 1, own: { short: 5 } }',
    );
    expect(resultText(await notebook.run('({ short } = { short: 9 }); short'))).toBe('9');
  });

  test('await before a parenthesis awaits', async () => {
    expect(resultText(await notebook.run('const later = async (n: number) => n; await (later(4))'))).toBe('4');
    expect(resultText(await notebook.run('const four = await (async () => 4)(); four'))).toBe('4');
  });
});
