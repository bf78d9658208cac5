import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Subscriber, XPublisher } from 'zeromq';
import { Broadcast, type PublishingSocket } from '../../../src/kernel/server/broadcast.js';
import { connectionFile, type Received, WireClient } from './wire-client.js';

let client: WireClient;
beforeAll(async () => {
  client = await WireClient.start({ NODE_OPTIONS: '--max-old-space-size=200' });
});
afterAll(() => client.close());

const DIED = /^The process that runs the cells has ended: .*All variables are lost; a fresh process takes its place\.$/;
const NOT_REACTED = /^The cell did not react to the interrupt, .*All variables are lost; a fresh process takes its place\.$/;

describe('a cell that', () => {
  test.each([
    ['calls process.exit', 'process.exit(3)', 'KernelDiedError', DIED],
    ['aborts', 'process.abort()', 'KernelDiedError', DIED],
    ['is killed', "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})", 'KernelDiedError', DIED],
    ['exhausts memory', 'const hoard: unknown[] = []; for (;;) hoard.push(new Array(1e5).fill({}))', 'KernelDiedError', DIED],
    ['throws undefined', 'throw undefined', 'Error', /undefined/],
    ['throws null', 'throw null', 'Error', /null/],
    ['rejects with undefined', 'await Promise.reject(undefined)', 'Error', /undefined/],
    ['overflows the stack', 'const deep = (): number => 1 + deep(); deep()', 'RangeError', /Maximum call stack/],
    ['is no TypeScript', 'let let = ]', 'TypeScriptError', /./],
  ])('%s ends with an error that says so, and the kernel goes on', async (_, code, ename, evalue) => {
    await client.execute('const kept = 1');
    const { reply, published } = await client.execute(code);
    expect(reply).toMatchObject({ status: 'error', ename, evalue: expect.stringMatching(evalue) });
    const errors = published.filter(({ type }) => type === 'error');
    expect(errors.map(({ content }) => content)).toEqual([{ ename, evalue: reply.evalue, traceback: reply.traceback }]);
    expect((await client.execute('kept')).reply.status).toBe(ename === 'KernelDiedError' ? 'error' : 'ok');
    await expectWorking();
  });

  test.each([
    ['blocks for ever', `console.log('begun'); while (true) {}`, 'Interrupted', /was interrupted/],
    ['waits for ever', `await 0; console.log('begun'); await new Promise(() => {})`, 'Interrupted', /while it waited/],
    ['waits, then blocks for ever', `await 0; console.log('begun'); while (true) {}`, 'KernelDiedError', NOT_REACTED],
    ['prints for ever', `for (;;) console.log('begun')`, 'Interrupted', /was interrupted/],
  ])('%s is ended by an interrupt', async (_, code, ename, evalue) => {
    const id = await client.send('execute_request', { code });
    await client.first(id, 'stream');
    await client.send('interrupt_request', {}, { channel: 'control' });
    expect((await client.reply(id)).content).toMatchObject({
      status: 'error',
      ename,
      evalue: expect.stringMatching(evalue),
    });
    await expectWorking();
  });

  test('rejects after its end tells so as its own late error', async () => {
    const id = await client.send('execute_request', {
      code: `setTimeout(() => Promise.reject(new RangeError('late')), 100); 0;`,
    });
    expect((await client.reply(id)).content.status).toBe('ok');
    expect((await client.first(id, 'error')).content).toMatchObject({ ename: 'RangeError', evalue: 'late' });
    await expectWorking();
  });

  test('floods stdout from a timer leaves the kernel able to answer, and its lines with their cell', async () => {
    const code = `const flood = setInterval(() => { for (let i = 0; i < 2000; i++) console.log('flood'); }, 1); 0;`;
    const flood = await client.send('execute_request', { code });
    await client.first(flood, 'stream');
    const { published } = await client.execute('21 * 2');
    expect(published.filter(({ type }) => type === 'stream')).toEqual([]);
    await expectWorking();
    expect((await client.execute('clearInterval(flood)')).reply.status).toBe('ok');
  });

  test('is 5 MB long runs', async () => {
    const { reply } = await client.execute(`'${'x'.repeat(5_000_000)}'.length`);
    expect(reply.status).toBe('ok');
    await expectWorking();
  });

  test('prints one line of 20 MB loses none of it', async () => {
    const { published } = await client.execute(`console.log('é'.repeat(10_000_000))`);
    const printed = published.flatMap(({ type, content }) => (type === 'stream' ? [String(content.text)] : []));
    expect(printed.every((text) => Buffer.byteLength(text) <= 65_536)).toBe(true);
    expect(printed.join('')).toBe(`${'é'.repeat(10_000_000)}\n`);
  });
});

describe('a message that means nothing', () => {
  test.each([
    ['comm_msg', { comm_id: 'nobody', data: {} }],
    ['comm_close', { comm_id: 'nobody', data: {} }],
    ['comm_msg', { data: {} }],
    ['comm_open', { comm_id: 'c', target_name: 7 }],
  ])('%s %j has no answer but busy and idle', async (type, content) => {
    const id = await client.send(type, content);
    const states = (await client.published(id)).map((message) => message.content.execution_state);
    expect(states).toEqual(['busy', 'idle']);
    await expectWorking();
    expect(client.hasReply(id)).toBe(false);
  });

  test('of an unknown type is answered with an error', async () => {
    const { type, content } = await client.reply(await client.send('juggle_request', {}));
    expect([type, content.evalue]).toEqual(['juggle_reply', 'The kernel knows no message of type juggle_request.']);
  });

  test('is noted once on standard error, not for every such message', async () => {
    for (let i = 0; i < 3; i++) await client.shell.send(['no message']);
    await expectWorking();
    expect(client.notes.match(/framescope kernel: A message was dropped: The frames are no Jupyter message/g)).toHaveLength(1);
  });
});

describe('a subscriber', () => {
  test.skipIf(process.platform !== 'linux')('that reads slowly loses nothing, and no memory grows without bound', async () => {
    const slow = new Subscriber({ receiveHighWaterMark: 10 });
    slow.connect(client.iopubAddress);
    slow.subscribe('kernel.display_data');
    await client.execute(`import { display } from 'framescope/kernel'; const page = 'x'.repeat(200_000);`);
    const before = residentMegabytes(client.process.pid ?? 0);
    const count = 1000;
    const id = await client.send('execute_request', {
      code: `for (let i = 0; i < ${count}; i++) display({ 'text/plain': i + page });`,
    });
    let highest = 0;
    const numbers: number[] = [];
    for await (const frames of slow) {
      const content = JSON.parse(String(frames.at(-1)));
      if (!content.data) continue; // the welcome
      numbers.push(Number.parseInt(content.data['text/plain'], 10));
      highest = Math.max(highest, residentMegabytes(client.process.pid ?? 0));
      if (numbers.length === count) break;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    slow.close();
    expect(numbers).toEqual(Array.from({ length: count }, (_, i) => i));
    expect((await client.reply(id)).content.status).toBe('ok');
    expect((await client.published(id)).filter(({ type }) => type === 'display_data')).toHaveLength(count);
    expect(highest - before).toBeLessThan(150);
  });

  test('that does not read at all is waited for once; the others go on and lose nothing', async () => {
    const publisher = new XPublisher({ sendHighWaterMark: 10, verbosity: 'allSubs', linger: 0 });
    await publisher.bind('tcp://127.0.0.1:*');
    const [stuck, well] = [new Subscriber({ receiveHighWaterMark: 1, linger: 0 }), new Subscriber()];
    for (const subscriber of [stuck, well]) {
      subscriber.connect(publisher.lastEndpoint ?? '');
      subscriber.subscribe('');
      await publisher.receive();
    }
    let told = 0;
    const broadcast = new Broadcast(publisher as unknown as PublishingSocket, () => told++, 300);
    const received: number[] = [];
    const reading = (async () => {
      for await (const [bytes] of well) {
        received.push(bytes.readUInt32LE());
        if (received.length === 200) return;
      }
    })();
    const began = performance.now();
    for (let i = 0; i < 200; i++) {
      const bytes = Buffer.alloc(200_000);
      bytes.writeUInt32LE(i);
      await broadcast.send([bytes]);
    }
    await reading;
    expect(received).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(told).toBe(1);
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const socket of [publisher, stuck, well]) socket.close();
  });
});

describe('framescope kernel start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-start-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const start = (file: string) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url)), 'kernel', 'start', file], {
      encoding: 'utf8',
      timeout: 20_000,
    });

  test.each([
    [
      'is missing',
      () => join(folder, 'none.json'),
      /^ConnectionFileError: The connection file cannot be read: .*none\.json.*\n$/,
    ],
    ['is a folder', () => folder, /^ConnectionFileError: The connection file cannot be read: EISDIR.*\n$/],
    ['is no JSON', () => written('{"transport":'), /^ConnectionFileError: The connection file .* is not JSON: .*\n$/],
    ['lacks a port', () => written('{"ip":"127.0.0.1","key":""}'), /shell_port must be an integer from 1 to 65535.*\n$/],
  ])('whose connection file %s says so in one line and ends with 1', (_, file, message) => {
    const { status, stderr } = start(file());
    expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('whose port is taken names it and ends with 1', async () => {
    const { file, ports } = await connectionFile(folder);
    const other = createServer().listen(ports.shell, '127.0.0.1');
    await once(other, 'listening');
    const { status, stderr } = start(file);
    other.close();
    expect(status).toBe(1);
    expect(stderr).toBe(
      `KernelAddressError: The kernel cannot listen on tcp://127.0.0.1:${ports.shell} (shell): another program listens there.\n`,
    );
  });

  function written(text: string): string {
    const file = join(folder, 'connection.json');
    writeFileSync(file, text);
    return file;
  }
});

async function expectWorking(): Promise<void> {
  await client.heartbeat.send('ping');
  expect(String((await client.heartbeat.receive())[0])).toBe('ping');
  const { reply, published } = await client.execute('1 + 1');
  expect(reply.status).toBe('ok');
  expect(resultOf(published)).toEqual({ 'text/plain': '2' });
}

function resultOf(published: readonly Received[]): unknown {
  return published.find(({ type }) => type === 'execute_result')?.content.data;
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
