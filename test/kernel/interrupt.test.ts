import { spawn } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OutputMessage } from '../../src/kernel/session.js';
import { createRandom } from '../../src/lib/random.js';
import { type Executed, Notebook, outputsOf, resultText, streamText, until } from './notebook.js';

const notebook = new Notebook();
beforeAll(() => notebook.start());
afterAll(() => notebook.close());
beforeEach(async () => {
  await notebook.run(`import { signal } from 'framescope/kernel'; let keep = 41; import { execSync } from 'node:child_process';`);
});

/** Runs a cell, interrupts it `delay` ms after it has begun, and tells how long the interrupt took. */
async function interrupted(code: string, delay = 100): Promise<Executed & { took: number }> {
  const messages: OutputMessage[] = [];
  const running = notebook.session.execute(`console.log('begun'); ${code}`, { onMessage: (message) => messages.push(message) });
  await until(() => messages.some(({ type }) => type === 'stream'), 20_000);
  await new Promise((resolve) => setTimeout(resolve, delay));
  const started = performance.now();
  await notebook.session.interrupt();
  const reply = await running;
  return { reply, messages, outputs: outputsOf(messages), took: performance.now() - started };
}

async function keeps(): Promise<boolean> {
  return resultText(await notebook.run('keep')) === '41';
}

describe('an interrupt', () => {
  test.each([
    'while (true) {}',
    'while (true) console.log("x");',
    'const f = () => { for (;;) Math.sqrt(2); }; f(); await 0;',
  ])('ends %s at once and keeps the state', async (code) => {
    const { reply, took } = await interrupted(code);
    expect(reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect(took).toBeLessThan(900);
    expect(await keeps()).toBe(true);
  });

  test('leaves the streams whole, though it ends code that writes', async () => {
    for (let i = 0; i < 8; i++) {
      const { reply } = await interrupted(`while (true) console.log('${'x'.repeat(5 ** i % 4000)}');`, 10 + 17 * i);
      expect(reply.ename).toBe('Interrupted');
      expect(streamText(await notebook.run(`console.log('after', ${i}); console.error('too')`))).toBe(`after ${i}\ntoo\n`);
    }
  });

  test('ends a cell that waits for ever, after a second, and keeps the state', async () => {
    const { reply, took } = await interrupted('await new Promise(() => {})');
    expect(reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect(took).toBeGreaterThan(900);
    expect(took).toBeLessThan(2500);
    expect(await keeps()).toBe(true);
  });

  test('lets what listens to the signal end by itself, with its own error', async () => {
    const { reply } = await interrupted(
      `class AbortedError extends Error {}
       await new Promise((_, reject) => signal.addEventListener('abort', () => setTimeout(() => reject(new AbortedError('after batch 3')), 200)))`,
    );
    expect(reply).toMatchObject({ status: 'error', ename: 'AbortedError', evalue: 'after batch 3' });
  });

  test('is seen in the signal of its cell, not of the next', async () => {
    const executed = await interrupted(`while (!signal.aborted) await new Promise((r) => setTimeout(r, 5)); 'seen'`);
    expect(resultText(executed)).toBe("'seen'");
    expect(resultText(await notebook.run('signal.aborted'))).toBe('false');
  });

  test('ends what a cell waits for in another process', async () => {
    const { reply, took } = await interrupted(`execSync('sleep 20')`);
    expect(reply.status).toBe('error');
    expect(took).toBeLessThan(2000);
    expect(await keeps()).toBe(true);
  });

  test('replaces the process of a cell that waits and then blocks, and says that state is lost', async () => {
    const { reply, took, outputs } = await interrupted('await 0; while (true) {}');
    expect(reply).toMatchObject({ status: 'error', ename: 'KernelDiedError' });
    expect(reply.evalue).toContain('All variables are lost');
    expect(outputs.filter(({ type }) => type === 'error')).toHaveLength(1);
    expect(took).toBeLessThan(4000);
    expect((await notebook.run('keep')).reply.ename).toBe('TypeScriptError');
    expect(resultText(await notebook.run('1 + 1'))).toBe('2');
  });

  test('drops later output of a cell that was given up, and says so once', async () => {
    notebook.late.length = 0;
    const { outputs } = await interrupted(
      `import { display } from 'framescope/kernel';
      const slow = { [Symbol.for('Jupyter.display')]: async () => ({ 'text/plain': 'shown' }) };
      const timer = setInterval(() => { console.log('still here'); display(slow); }, 100); await new Promise(() => {})`,
    );
    await notebook.run('await new Promise((r) => setTimeout(r, 400))');
    const notice = streamText({ outputs: [...outputs, ...notebook.late] }, 'stderr');
    expect(notice).toMatch(/^In\[\d+\] was interrupted but still runs; its further output is dropped\.\n$/);
    // It comes with the cell's reply or after it; nothing else comes once the cell was given up.
    const all = [...outputs, ...notebook.late];
    const after = all.slice(all.findIndex(({ type }) => type === 'error') + 1);
    expect(after.map(({ type, content }) => [type, content.name])).toEqual([['stream', 'stderr']]);
  });

  test('aborts what is queued, and only that', async () => {
    const first = notebook.run('while (true) {}');
    const queued = [notebook.run('1'), notebook.run('2')];
    await new Promise((resolve) => setTimeout(resolve, 200));
    await notebook.session.interrupt();
    expect((await first).reply.status).toBe('error');
    for (const { reply, messages } of await Promise.all(queued)) {
      expect(reply.status).toBe('aborted');
      expect(messages.map(({ content }) => content.execution_state)).toEqual(['busy', 'idle']);
    }
    expect((await notebook.run('3')).reply.status).toBe('ok');
  });

  test('does nothing where nothing runs', async () => {
    await notebook.session.interrupt();
    expect(await keeps()).toBe(true);
  });
});

describe('an interrupt that comes as its cell ends', () => {
  test('ends no later cell, however long it takes on a busy machine', async () => {
    const busy = Array.from({ length: 3 }, () => spawn(process.execPath, ['-e', 'while (true) {}'], { stdio: 'ignore' }));
    try {
      const random = createRandom(5);
      for (let i = 0; i < 40; i++) {
        const cell = notebook.run(`const end = performance.now() + ${random.uniform() * 4}; while (performance.now() < end);`);
        await until(() => notebook.session.runningId !== undefined);
        await new Promise((resolve) => setTimeout(resolve, random.uniform() * 12));
        void notebook.session.interrupt();
        await cell;
        const next = await notebook.run('{ const end = performance.now() + 20; while (performance.now() < end); } keep');
        expect(resultText(next), `after interrupt ${i}`).toBe('41');
      }
    } finally {
      for (const process of busy) process.kill('SIGKILL');
    }
  });
});

describe('synchronous code beside cells', () => {
  const open = { kind: 'comm_open', commId: 'blocker', target: 'blocker', data: {}, metadata: {}, buffers: [] } as const;

  test("is ended in a comm's listener, and the state is kept", async () => {
    await notebook.run(`import { comms } from 'framescope/kernel'; comms.register('blocker', () => { while (true) {} })`);
    notebook.late.length = 0;
    const handled = notebook.session.sendComm('message 1', open);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await notebook.session.interrupt();
    await handled;
    expect(notebook.late).toMatchObject([{ type: 'error', parentId: 'message 1', content: { ename: 'Interrupted' } }]);
    expect(await keeps()).toBe(true);
  });

  test("is ended in a comm's listener that keeps the running cell from hearing of the interrupt", async () => {
    await notebook.run(`comms.register('blocker', () => { while (true) {} })`);
    const cell = notebook.run(`await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const handled = notebook.session.sendComm('message 2', open);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await notebook.session.interrupt();
    await handled;
    expect((await cell).reply.ename).toBe('AbortError');
    expect(await keeps()).toBe(true);
  });

  test('a SIGINT from elsewhere, when none of it runs, does nothing', async () => {
    await notebook.run(`process.once('SIGINT', () => {}); process.kill(process.pid, 'SIGINT');`);
    await notebook.run(`await 0; process.kill(process.pid, 'SIGINT'); await new Promise((r) => setTimeout(r, 50))`);
    expect(await keeps()).toBe(true);
  });
});

describe('the signal option', () => {
  test('interrupts the running cell', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    expect((await notebook.run('while (true) {}', { signal: controller.signal })).reply.ename).toBe('Interrupted');
  });

  test('aborts a queued cell, and leaves the running one', async () => {
    const controller = new AbortController();
    const running = notebook.run('await new Promise((r) => setTimeout(r, 200)); 1');
    const queued = notebook.run('2', { signal: controller.signal });
    controller.abort();
    expect((await queued).reply.status).toBe('aborted');
    expect((await running).reply.status).toBe('ok');
    expect((await notebook.run('2', { signal: controller.signal })).reply.status).toBe('aborted');
  });
});
