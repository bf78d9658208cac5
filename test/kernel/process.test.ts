import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Session } from '../../src/kernel/session.js';
import { isAlive, Notebook, resultText, streamText, until } from './notebook.js';

const notebook = new Notebook();
beforeAll(() => notebook.start({ ...process.env, NODE_OPTIONS: '--max-old-space-size=200' }));
afterAll(() => notebook.close());

describe('a process that dies', () => {
  test.each([
    ['for (let i = 0; i < 5000; i++) console.log(i); process.exit(3)', 'code 3'],
    ['process.abort()', 'SIGABRT'],
    [`process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})`, 'SIGKILL'],
    ['const hoard: unknown[] = []; for (;;) hoard.push(new Array(1e5).fill({}))', 'SIGABRT'],
  ])('%s is an error of its cell, and the session goes on afresh', async (code, how) => {
    await notebook.run('const keep = 1');
    const { reply, outputs, messages } = await notebook.run(code);
    expect(reply).toMatchObject({ status: 'error', ename: 'KernelDiedError' });
    if (how === 'code 3') expect(streamText({ outputs })).toBe(Array.from({ length: 5000 }, (_, i) => `${i}\n`).join(''));
    expect(reply.evalue).toContain(how);
    expect(reply.evalue).toContain('All variables are lost');
    expect(outputs.filter(({ type }) => type === 'error')).toHaveLength(1);
    expect(messages.at(-1)?.content).toEqual({ execution_state: 'idle' });
    expect((await notebook.run('keep')).reply.status).toBe('error');
    expect(resultText(await notebook.run('1 + 1'))).toBe('2');
  });

  test('between cells is told late, and takes along what its cells have started', async () => {
    notebook.late.length = 0;
    const pid = await startSleeper(notebook);
    await notebook.run('setTimeout(() => process.exit(4), 50); 0;');
    await until(() => notebook.late.length > 0);
    expect(notebook.late).toMatchObject([{ type: 'error', content: { ename: 'KernelDiedError' } }]);
    await until(() => !isAlive(pid));
    expect(resultText(await notebook.run('2'))).toBe('2');
  });
});

describe('the end of a session', () => {
  test('leaves no process, aborts what runs, and refuses more', async () => {
    const other = new Notebook();
    await other.start();
    const pids = [Number(resultText(await other.run('process.pid'))), await startSleeper(other)];
    const running = other.run('await 0; while (true) {}');
    const queued = other.run('1');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await other.close();
    expect([(await running).reply.status, (await queued).reply.status]).toEqual(['aborted', 'aborted']);
    await until(() => !pids.some(isAlive));
    await expect(other.run('1')).rejects.toThrow(/shut down/);
  });

  test.each([
    ['waits', 'await new Promise(() => {})'],
    ['blocks', 'while (true) {}'],
  ])('comes with the death of its parent, also while a cell %s', async (_what, code) => {
    const session = fileURLToPath(new URL('../../dist/kernel/session.js', import.meta.url));
    const script = `
      import { Session } from ${JSON.stringify(pathToFileURL(session).href)};
      const session = await Session.start({ cwd: process.cwd() });
      const onMessage = ({ content }) => content.text && process.stdout.write(content.text);
      await session.execute("import { spawn } from 'node:child_process'; console.log(process.pid, spawn('sleep', ['60']).pid)", { onMessage });
      session.execute(${JSON.stringify(code)});`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: notebook.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    parent.stdout.on('data', (text) => {
      told += text;
    });
    await until(() => told.includes('\n'), 20_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    parent.kill('SIGKILL');
    const pids = told.split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await until(() => !pids.some(isAlive));
  });

  test('a session in a folder that is not there says so', async () => {
    await expect(Session.start({ cwd: `${notebook.folder}/nowhere` })).rejects.toThrow(/nowhere/);
  });
});

/** A process that a cell starts and leaves running. */
async function startSleeper(where: Notebook): Promise<number> {
  return Number(resultText(await where.run(`import { spawn } from 'node:child_process'; spawn('sleep', ['60']).pid`)));
}
