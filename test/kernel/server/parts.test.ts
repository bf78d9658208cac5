import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { coloredError } from '../../../src/kernel/server/colored-error.js';
import { addressOf, readConnectionFile } from '../../../src/kernel/server/connection.js';
import { toCodePoints, toUtf16Offset } from '../../../src/kernel/server/cursor.js';
import { History } from '../../../src/kernel/server/history.js';
import { bindChannels } from '../../../src/kernel/server/sockets.js';
import { connectionFile } from './wire-client.js';

const folder = mkdtempSync(join(tmpdir(), 'framescope-server-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a connection file', () => {
  const fields = { ip: '127.0.0.1', key: 'k', shell_port: 1, control_port: 2, stdin_port: 3, iopub_port: 4, hb_port: 5 };
  const write = (content: unknown): string => {
    const path = join(folder, 'c.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  test('says where to listen, over tcp and ipc', async () => {
    const tcp = await readConnectionFile(write({ ...fields, transport: 'tcp' }));
    expect(tcp).toEqual({
      transport: 'tcp',
      ip: '127.0.0.1',
      key: 'k',
      ports: { shell: 1, control: 2, stdin: 3, iopub: 4, hb: 5 },
    });
    expect(addressOf(tcp, 'hb')).toBe('tcp://127.0.0.1:5');
    expect(addressOf({ ...tcp, ip: '::1' }, 'hb')).toBe('tcp://[::1]:5');
    expect(addressOf({ ...tcp, transport: 'ipc', ip: '/tmp/k' }, 'hb')).toBe('ipc:///tmp/k-5');
  });

  test.each([
    ['{', 'is not JSON'],
    ['[]', 'ip must be an address. Received: undefined'],
    [{ ...fields, transport: 'udp' }, `transport must be 'tcp' or 'ipc'. Received: "udp"`],
    [{ ...fields, shell_port: 70_000 }, 'shell_port must be an integer from 1 to 65535. Received: 70000'],
    [{ ...fields, signature_scheme: 'hmac-md5' }, `signature_scheme must be 'hmac-sha256'. Received: "hmac-md5"`],
  ])('%j is refused in one line', async (content, why) => {
    const failure = readConnectionFile(write(content));
    await expect(failure).rejects.toThrow(why);
    await expect(failure).rejects.toSatisfy((error: Error) => !error.message.includes('\n'));
  });

  test('that is missing is named', async () => {
    await expect(readConnectionFile(join(folder, 'none.json'))).rejects.toThrow(/cannot be read: .*none\.json/);
  });

  test('whose ports are taken is refused, with the address', async () => {
    const connection = await readConnectionFile((await connectionFile(folder)).file);
    const channels = await bindChannels(connection);
    await expect(bindChannels(connection)).rejects.toThrow(/cannot listen on tcp:\/\/127\.0\.0\.1:\d+ \(\w+\): another program/);
    await Promise.all(Object.values(channels).map((channel) => channel.close()));
  });
});

describe('the colours of a traceback', () => {
  const traceback = [
    'In[2]:2:7',
    '  1 | const fine = 1;',
    '> 2 |   throw new RangeError(far)',
    '    |         ^^^',
    '',
    'RangeError: far',
    '    at In[2]:2:7',
    'TypeError, one of the causes: /a folder/b.ts:1:21',
    "In[3]:1:1 - Type 'string' is not number. (TS2322)",
    'RangeErrors are no name; $1 neither',
    "Uncaught 'text'",
  ];
  const colored = coloredError({ ename: 'RangeError', evalue: 'far', traceback }).traceback;

  test('change no character of it', () => {
    expect(colored.map((line) => stripVTControlCharacters(line))).toEqual(traceback);
  });

  test('tell names, places, code and calls apart', () => {
    const [red, blue, gray, none] = ['1;31', '1;34', '90', '0'].map((code) => `\x1b[${code}m`);
    expect(colored).toEqual([
      `${blue}In[2]:2:7${none}`,
      `${gray}  1 |${none} const fine = 1;`,
      `${red}>${none}${gray} 2 |${none}   throw new RangeError(far)`,
      `${gray}    |${none}         ${red}^^^${none}`,
      '',
      `${red}RangeError${none}: far`,
      `${gray}    at In[2]:2:7${none}`,
      `TypeError, one of the causes: ${blue}/a folder/b.ts:1:21${none}`,
      `${blue}In[3]:1:1${none} - Type 'string' is not number. (TS2322)`,
      'RangeErrors are no name; $1 neither',
      `${red}Uncaught${none} 'text'`,
    ]);
  });

  test('are none for a reply without a traceback', () => {
    expect(coloredError({ ename: 'x' })).toEqual({ ename: 'x' });
  });
});

test('positions in code points and in UTF-16 are each other’s inverse', () => {
  const text = 'a😀b😀😀';
  expect([0, 1, 2, 3, 4, 5].map((n) => toUtf16Offset(text, n))).toEqual([0, 1, 3, 4, 6, 8]);
  for (const [n] of Array.from(text).entries()) expect(toCodePoints(text, toUtf16Offset(text, n))).toBe(n);
  expect(toUtf16Offset(text, 99)).toBe(text.length);
});

describe('the history', () => {
  const file = join(folder, 'kept', 'history.jsonl');
  const inputs = (entries: readonly { readonly input: string }[]): string[] => entries.map(({ input }) => input);

  test('is kept from one kernel to the next', () => {
    const first = new History(file);
    for (const [i, input] of ['a = 1', 'b*', 'a = 1'].entries()) first.add({ line: i + 1, input });
    const second = new History(file);
    second.add({ line: 1, input: 'c', output: '3' });
    expect(inputs(second.tail(2))).toEqual(['a = 1', 'c']);
    expect(second.tail(0)).toEqual([]);
    expect(inputs(second.range(0))).toEqual(['c']);
    expect(inputs(second.range(-1, 2, 3))).toEqual(['b*']);
    expect(inputs(second.range(1))).toEqual(['a = 1', 'b*', 'a = 1']);
  });

  test('is searched by a pattern, of equal cells the last', () => {
    const history = new History(file);
    expect(inputs(history.search('a*'))).toEqual(['a = 1', 'a = 1']);
    expect(history.search('a*', { unique: true })).toMatchObject([{ line: 3 }]);
    expect(inputs(history.search('*', { n: 2 }))).toEqual(['a = 1', 'c']);
    expect(inputs(history.search('?'))).toEqual(['c']);
    expect(inputs(history.search('(['))).toEqual([]);
  });

  test('leaves out lines that cannot be read', () => {
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"session":\n7\n`);
    expect(new History(file).tail(100)).toHaveLength(4);
  });

  test('is shortened when it has grown long', () => {
    const long = join(folder, 'long.jsonl');
    const line = (i: number): string => JSON.stringify({ session: 1, line: i, input: `cell ${i}` });
    writeFileSync(long, Array.from({ length: 21_000 }, (_, i) => line(i)).join('\n'));
    expect(inputs(new History(long).tail(1))).toEqual(['cell 20999']);
    expect(readFileSync(long, 'utf8').trim().split('\n')).toHaveLength(10_000);
  });
});
