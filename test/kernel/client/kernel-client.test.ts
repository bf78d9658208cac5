import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KernelClient } from '../../../src/kernel/client/kernel-client.js';
import { makePrivateConnection } from '../../../src/kernel/client/private-connection.js';
import { KernelDiedError, KernelStartError, SessionClosedError } from '../../../src/kernel/errors.js';
import type { ExecuteReply, OutputMessage } from '../../../src/kernel/messages.js';
import { kernelJson } from '../../../src/kernel/spec/kernel-spec.js';
import { isAlive, outputsOf, resultText, streamText, until } from '../notebook.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'framescope-client-test-')));
const temporary = join(folder, 'tmp');
const before = process.env.TMPDIR;

beforeAll(() => {
  mkdirSync(temporary);
  process.env.TMPDIR = temporary;
});
afterAll(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(folder, { recursive: true, force: true });
});

interface Executed {
  readonly reply: ExecuteReply;
  readonly outputs: OutputMessage[];
}

async function run(client: KernelClient, code: string, signal?: AbortSignal): Promise<Executed> {
  const messages: OutputMessage[] = [];
  const reply = await client.execute(code, { signal, onMessage: (message) => messages.push(message) });
  return { reply, outputs: outputsOf(messages) };
}

/** The processes of the kernel and of its cells. */
async function pids(client: KernelClient): Promise<number[]> {
  const found = resultText(await run(client, 'JSON.stringify([process.ppid, process.pid])')) ?? '';
  return JSON.parse(found.replaceAll("'", '')) as number[];
}

describe('a client of the kernel', () => {
  const late: OutputMessage[] = [];
  let client: KernelClient;
  beforeAll(async () => {
    client = await KernelClient.start({ cwd: folder, onLateMessage: (message) => late.push(message) });
  });
  afterAll(() => client.shutdown());

  test('executes cells in its folder, and tells all that they put out before they end', async () => {
    const executed = await run(client, `for (let i = 0; i < 20_000; i++) console.log(i);\nprocess.cwd()`);
    expect(executed.reply).toMatchObject({ status: 'ok', execution_count: 1 });
    expect(streamText(executed)).toBe(Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(''));
    expect(resultText(executed)).toBe(`'${folder}'`);
  });

  test('tells errors as the kernel does', async () => {
    const { reply, outputs } = await run(client, `throw new RangeError('far')`);
    expect(reply).toMatchObject({ status: 'error', ename: 'RangeError', evalue: 'far' });
    expect(outputs).toMatchObject([{ type: 'error', content: { ename: 'RangeError' } }]);
  });

  test('gives no input', async () => {
    const { reply } = await run(client, `import { input } from 'framescope/kernel';\nawait input('name? ')`);
    expect(reply).toMatchObject({ status: 'error', ename: 'InputUnavailableError' });
  });

  test('an aborted signal interrupts the cell, keeps the state, and is not heard by the next cell', async () => {
    await run(client, 'let kept = 1;');
    const abort = new AbortController();
    const running = run(client, 'while (true) {}', abort.signal);
    abort.abort(); // perhaps before the cell has reached the kernel
    expect((await running).reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect(resultText(await run(client, 'kept + 1'))).toBe('2');
    expect((await run(client, 'kept', abort.signal)).reply.status).toBe('aborted');
  });

  test('tells what comes late, by the id of its cell', async () => {
    let id = '';
    const code = `setTimeout(() => console.log('late'), 100); void 0;`;
    const onMessage = ({ parentId }: OutputMessage): void => {
      id = parentId;
    };
    await client.execute(code, { onMessage });
    await until(() => streamText({ outputs: late }).includes('late'));
    expect(late.find(({ type }) => type === 'stream')?.parentId).toBe(id);
  });

  test('asks the kernel while a cell runs', async () => {
    const running = run(client, 'await new Promise((resolve) => setTimeout(resolve, 300)); 7');
    expect(await client.request('kernel_info_request')).toMatchObject({ status: 'ok', implementation: 'framescope' });
    expect(resultText(await running)).toBe('7');
  });

  test('a cell that ends its process is told as an error, and the kernel goes on', async () => {
    expect((await run(client, 'process.exit(3)')).reply).toMatchObject({ status: 'error', ename: 'KernelDiedError' });
    expect(resultText(await run(client, '1 + 1'))).toBe('2');
  });
});

describe('the end', () => {
  test('a shutdown tells what was still put out, and leaves no process and no file', async () => {
    const told: OutputMessage[] = [];
    const onMessage = (message: OutputMessage): void => void told.push(message);
    const client = await KernelClient.start({ cwd: folder, onLateMessage: onMessage });
    const found = await pids(client);
    await client.execute(`process.on('exit', () => console.log('last words')); void 0`, { onMessage });
    await client.shutdown();
    expect(streamText({ outputs: told })).toBe('last words\n');
    expect(found.map(isAlive)).toEqual([false, false]);
    expect(readdirSync(temporary)).toEqual([]);
    await expect(client.execute('1')).rejects.toThrow(SessionClosedError);
  });

  test('the death of the kernel fails the cell that runs, and all later ones, with its reason', async () => {
    const client = await KernelClient.start({ cwd: folder });
    const [kernel, cells] = await pids(client);
    const running = client.execute('await new Promise(() => {})');
    process.kill(kernel, 'SIGKILL');
    await expect(running).rejects.toThrow(/The kernel has ended: it was ended by SIGKILL.*variables are lost/s);
    await expect(client.execute('1')).rejects.toThrow(KernelDiedError);
    await client.shutdown();
    await until(() => !isAlive(cells));
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('when the client’s process is killed, the kernel and its cells end, also one that blocks, and no file stays', async () => {
    const { client, pids: found } = await clientInProcess('await new Promise(() => {});');
    expect(found.map(isAlive)).toEqual([true, true]);
    client.kill('SIGKILL');
    await until(() => !found.some(isAlive));
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('a kernel whose client was gone before it had started ends by itself', async () => {
    const own = await makePrivateConnection();
    const [command, ...args] = kernelJson('framescope').argv.map((part) => (part === '{connection_file}' ? own.file : part));
    const env = { ...process.env, JPY_PARENT_PID: '0' };
    const kernel = spawn(command, [...args, '--private'], { cwd: folder, env, stdio: 'ignore' });
    expect(await once(kernel, 'exit')).toEqual([0, null]);
    expect(readdirSync(temporary)).toEqual([]);
    own.remove();
  });

  test('a private folder that holds something else stays', async () => {
    const own = await makePrivateConnection();
    const kept = join(dirname(own.file), 'kept.txt');
    writeFileSync(kept, '');
    own.remove();
    expect(readdirSync(dirname(kept))).toEqual(['kept.txt']);
    rmSync(dirname(kept), { recursive: true });
  });

  test('when the client’s process exits without a word, the kernel ends too, and no file stays', async () => {
    const { client, pids: found } = await clientInProcess('process.exit(0);');
    if (client.exitCode === null) await once(client, 'exit');
    expect(readdirSync(temporary)).toEqual([]);
    await until(() => !found.some(isAlive));
  });

  /** A client in a process of its own, whose cell blocks and which then does something. */
  async function clientInProcess(then: string): Promise<{ client: ChildProcess; pids: number[] }> {
    const module = new URL('../../../dist/kernel/client/kernel-client.js', import.meta.url).href;
    const code = `import { KernelClient } from '${module}';
      const client = await KernelClient.start({ cwd: '.' });
      const onMessage = ({ type, content }) => type === 'stream' && process.stdout.write(content.text);
      await client.execute('console.log(process.ppid, process.pid); setTimeout(() => { while (true) {} })', { onMessage });
      ${then}`;
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, stdio: [...stdio] });
    if (!child.stdout) throw new Error('the client has no stdout');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return { client: child, pids: line.split(' ').map(Number) };
  }
});

describe('the start', () => {
  test('in a folder that is not there is told as that', async () => {
    const started = KernelClient.start({ cwd: join(folder, 'nowhere') });
    await expect(started).rejects.toThrow(KernelStartError);
    await expect(started).rejects.toThrow(/did not start in .*nowhere/);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('uses sockets that only this user can reach, and loopback ports where their path would be too long', async () => {
    const own = await makePrivateConnection();
    expect(own.connection).toMatchObject({ transport: process.platform === 'win32' ? 'tcp' : 'ipc' });
    own.remove();
    process.env.TMPDIR = join(temporary, 'long'.repeat(20));
    mkdirSync(process.env.TMPDIR);
    try {
      const client = await KernelClient.start({ cwd: folder });
      const ports = await client.request('connect_request');
      expect(new Set(Object.values(ports)).size).toBe(6);
      expect(resultText(await run(client, '6 * 7'))).toBe('42');
      await client.shutdown();
    } finally {
      rmSync(process.env.TMPDIR, { recursive: true });
      process.env.TMPDIR = temporary;
    }
  });
});
