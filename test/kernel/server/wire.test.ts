import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAlive, until } from '../notebook.js';
import { messageFrames, WireClient } from './wire-client.js';

let client: WireClient;
beforeAll(async () => {
  client = await WireClient.start();
});
afterAll(() => client.close());

describe('on the wire', () => {
  test('kernel_info is answered while the process for cells still loads, between busy and idle', async () => {
    const id = await client.send('kernel_info_request', {});
    const { type, content } = await client.reply(id);
    expect(type).toBe('kernel_info_reply');
    expect(content).toMatchObject({
      status: 'ok',
      protocol_version: '5.4',
      debugger: false,
      language_info: { name: 'typescript', version: '5.0.4' },
    });
    const states = (await client.published(id)).map((message) => message.content.execution_state);
    expect(states).toEqual(['busy', 'idle']);
  });

  test('a cell is told as busy, input, output, result and idle', async () => {
    const id = await client.send('execute_request', { code: `console.log('out'); 6 * 7` });
    expect((await client.reply(id)).content).toEqual({
      status: 'ok',
      execution_count: 1,
      payload: [],
      user_expressions: {},
    });
    expect((await client.published(id)).map(({ type, content }) => [type, content])).toEqual([
      ['status', { execution_state: 'busy' }],
      ['execute_input', { code: `console.log('out'); 6 * 7`, execution_count: 1 }],
      ['stream', { name: 'stdout', text: 'out\n' }],
      ['execute_result', { data: { 'text/plain': '42' }, metadata: {}, execution_count: 1 }],
      ['status', { execution_state: 'idle' }],
    ]);
  });

  test('an error is published and replied alike, in colours', async () => {
    const id = await client.send('execute_request', { code: `throw new RangeError('far')` });
    const { content } = await client.reply(id);
    const error = { ename: 'RangeError', evalue: 'far' };
    expect(content).toMatchObject({ status: 'error', ...error });
    const published = (await client.published(id)).find(({ type }) => type === 'error');
    expect(published?.content).toEqual({ ...error, traceback: content.traceback });
    expect(content.traceback).toContain('\x1b[1;31mRangeError\x1b[0m: far');
  });

  test.each([
    ['a wrong signature', () => messageFrames('x1', 'kernel_info_request', {}, 'another key')],
    ['no signature', () => messageFrames('x2', 'kernel_info_request', {}).toSpliced(1, 1, Buffer.alloc(0))],
    ['a part missing', () => messageFrames('x3', 'kernel_info_request', {}).slice(0, -1)],
    ['no delimiter', () => messageFrames('x4', 'kernel_info_request', {}).slice(1)],
    ['bytes that are no message', () => [Buffer.from([0, 255, 254]), Buffer.from('<IDS|MSG>'), Buffer.alloc(70_000, 7)]],
    ['an empty frame', () => [Buffer.alloc(0)]],
  ])('%s is dropped, and the kernel goes on', async (_, frames) => {
    await client.shell.send(frames());
    await client.control.send(frames());
    const id = await client.send('kernel_info_request', {});
    expect((await client.reply(id)).content.status).toBe('ok');
    await expect(Promise.race([client.reply('x1'), Promise.resolve('none')])).resolves.toBe('none');
  });

  test('the same message a second time is dropped', async () => {
    const frames = messageFrames('twice', 'execute_request', {
      code: '(globalThis as any).twice = ((globalThis as any).twice ?? 0) + 1',
    });
    await client.shell.send(frames);
    await client.shell.send(frames);
    await client.reply('twice');
    const id = await client.send('execute_request', { code: '(globalThis as any).twice' });
    expect((await client.first(id, 'execute_result')).content.data).toEqual({ 'text/plain': '1' });
  });

  test('a request with a field of the wrong kind is answered with what was expected', async () => {
    const id = await client.send('execute_request', { code: 7 });
    expect((await client.reply(id)).content).toMatchObject({ status: 'error', evalue: 'code must be a text. Received: 7' });
    const other = await client.send('complete_request', { code: 'a', cursor_pos: 'end' });
    expect((await client.reply(other)).content.evalue).toBe('cursor_pos must be an integer. Received: "end"');
  });

  test('connect_request tells the ports', async () => {
    const { content } = await client.reply(await client.send('connect_request', {}));
    expect(Object.keys(content).sort()).toEqual(['control_port', 'hb_port', 'iopub_port', 'shell_port', 'status', 'stdin_port']);
  });

  test('while a cell computes, control and the heartbeat answer, and an interrupt ends the cell', async () => {
    const cell = await client.send('execute_request', { code: `console.log('begun'); while (true) {}` });
    await client.first(cell, 'stream');
    await client.heartbeat.send(['ping', 'two frames']);
    expect((await client.heartbeat.receive()).map(String)).toEqual(['ping', 'two frames']);
    const info = await client.send('kernel_info_request', {}, { channel: 'control' });
    expect((await client.reply(info)).content.status).toBe('ok');
    const interrupt = await client.send('interrupt_request', {}, { channel: 'control' });
    expect((await client.reply(interrupt)).content).toEqual({ status: 'ok' });
    expect((await client.reply(cell)).content).toMatchObject({ status: 'error', ename: 'Interrupted' });
  });

  test('after a request that is answered while a cell runs, the kernel is told busy again', async () => {
    const cell = await client.send('execute_request', { code: `await new Promise((r) => setTimeout(r, 500)); 1` });
    await client.first(cell, 'execute_input');
    await client.published(await client.send('kernel_info_request', {}));
    const states = (await client.published(cell)).flatMap(({ content }) => content.execution_state ?? []);
    expect(states).toEqual(['busy', 'busy', 'idle']);
  });

  test('a shutdown is answered, told to all, and leaves no process', async () => {
    const cell = await client.send('execute_request', { code: 'process.pid' });
    const { data } = (await client.first(cell, 'execute_result')).content as { data: Record<string, string> };
    const pid = Number(data['text/plain']);
    const running = await client.send('execute_request', { code: `console.log('begun'); while (true) {}` });
    await client.first(running, 'stream');
    const ended = once(client.process, 'exit');
    const shutdown = await client.send('shutdown_request', { restart: true }, { channel: 'control' });
    expect((await client.reply(shutdown)).content).toEqual({ status: 'ok', restart: true });
    expect((await client.first(shutdown, 'shutdown_reply')).content).toEqual({ status: 'ok', restart: true });
    expect((await client.reply(running)).content.status).toBe('aborted');
    expect(await ended).toEqual([0, null]);
    await until(() => !isAlive(pid));
  });
});
