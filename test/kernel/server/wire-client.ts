import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Dealer, Request, Subscriber } from 'zeromq';

const COMMAND = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const KEY = 'a key of these tests';
const CHANNELS = ['shell', 'control', 'stdin', 'iopub', 'hb'] as const;
type ChannelName = (typeof CHANNELS)[number];

/** A message as it came over the wire. */
export interface Received {
  readonly type: string;
  readonly parent: { readonly msg_id?: string };
  readonly content: Record<string, unknown>;
}

/** A kernel in a process of its own, and a client that speaks the wire protocol by itself, byte for byte. */
export class WireClient {
  readonly process: ChildProcess;
  readonly iopubAddress: string;
  /** What the kernel has written to its standard error. */
  notes = '';
  readonly shell = new Dealer({ routingId: 'client' });
  readonly control = new Dealer({ routingId: 'client' });
  readonly heartbeat = new Request({ receiveTimeout: 20_000 });
  readonly #iopub = new Subscriber({ receiveHighWaterMark: 0 });
  readonly #published: Received[] = [];
  readonly #replies: Received[] = [];
  readonly #folder: string;
  #news: () => void = () => {};

  private constructor(process: ChildProcess, folder: string, iopubAddress: string) {
    this.process = process;
    this.iopubAddress = iopubAddress;
    this.#folder = folder;
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.notes += text;
    });
  }

  static async start(env: NodeJS.ProcessEnv = {}): Promise<WireClient> {
    const folder = mkdtempSync(join(tmpdir(), 'framescope-wire-'));
    const { file, ports } = await connectionFile(folder);
    const child = spawn(process.execPath, [COMMAND, 'kernel', 'start', file], {
      cwd: folder,
      env: { ...process.env, FRAMESCOPE_CACHE: join(folder, 'cache'), ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const client = new WireClient(child, folder, `tcp://127.0.0.1:${ports.iopub}`);
    client.#iopub.connect(client.iopubAddress);
    client.#iopub.subscribe('');
    client.shell.connect(`tcp://127.0.0.1:${ports.shell}`);
    client.control.connect(`tcp://127.0.0.1:${ports.control}`);
    client.heartbeat.connect(`tcp://127.0.0.1:${ports.hb}`);
    void client.#listen(client.#iopub, client.#published);
    void client.#listen(client.shell, client.#replies);
    void client.#listen(client.control, client.#replies);
    await client.#wait(() => client.#published.find(({ type }) => type === 'iopub_welcome'));
    return client;
  }

  /** Sends a request; `id` finds what it causes. */
  async send(type: string, content: object, { channel = 'shell' as 'shell' | 'control', key = KEY } = {}): Promise<string> {
    const id = randomUUID();
    await this[channel].send(messageFrames(id, type, content, key));
    return id;
  }

  reply(id: string): Promise<Received> {
    return this.#wait(() => this.#replies.find(({ parent }) => parent.msg_id === id));
  }

  /** Whether a request was answered by now. */
  hasReply(id: string): boolean {
    return this.#replies.some(({ parent }) => parent.msg_id === id);
  }

  /** All that was published for a request, once the kernel is idle again. */
  async published(id: string): Promise<Received[]> {
    const of = (): Received[] => this.#published.filter(({ parent }) => parent.msg_id === id);
    await this.#wait(() => of().find(({ content }) => content.execution_state === 'idle'));
    return of();
  }

  /** Executes a cell; its reply and all that was published for it. */
  async execute(code: string): Promise<{ readonly reply: Record<string, unknown>; readonly published: Received[] }> {
    const id = await this.send('execute_request', { code });
    return { published: await this.published(id), reply: (await this.reply(id)).content };
  }

  /** The first message of a type that a request causes. */
  first(id: string, type: string): Promise<Received> {
    return this.#wait(() => this.#published.find((message) => message.parent.msg_id === id && message.type === type));
  }

  async close(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await ended;
    }
    for (const socket of [this.shell, this.control, this.heartbeat, this.#iopub]) socket.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listen(socket: AsyncIterable<Buffer[]>, into: Received[]): Promise<void> {
    for await (const frames of socket) {
      const [signature, header, parent, metadata, content] = frames.slice(frames.findIndex((f) => f.equals(DELIMITER)) + 1);
      if (signature.toString() !== sign([header, parent, metadata, content], KEY)) throw new Error('the kernel signs wrongly');
      const [{ msg_type: type }, from, what] = [header, parent, content].map((part) => JSON.parse(part.toString()));
      into.push({ type, parent: from, content: what });
      this.#news();
    }
  }

  async #wait<T>(find: () => T | undefined): Promise<T> {
    const limit = performance.now() + 30_000;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (performance.now() > limit) throw new Error('the kernel did not answer within 30 s');
      await new Promise<void>((resolve) => {
        this.#news = resolve;
        setTimeout(resolve, 200);
      });
    }
  }
}

const DELIMITER = Buffer.from('<IDS|MSG>');

/** The frames of a signed message. */
export function messageFrames(id: string, type: string, content: object, key: string = KEY): Buffer[] {
  const header = { msg_id: id, msg_type: type, session: 's', username: 'u', date: new Date().toISOString(), version: '5.4' };
  const parts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [DELIMITER, Buffer.from(sign(parts, key)), ...parts];
}

function sign(parts: readonly Buffer[], key: string): string {
  return createHmac('sha256', key).update(Buffer.concat(parts)).digest('hex');
}

/** A connection file with free ports. */
export async function connectionFile(folder: string): Promise<{ file: string; ports: Record<ChannelName, number> }> {
  const servers = CHANNELS.map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const numbers = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  const ports = Object.fromEntries(CHANNELS.map((channel, i) => [channel, numbers[i]])) as Record<ChannelName, number>;
  const file = join(folder, 'connection.json');
  const fields = Object.fromEntries(CHANNELS.map((channel) => [`${channel}_port`, ports[channel]]));
  const connection = { transport: 'tcp', ip: '127.0.0.1', key: KEY, signature_scheme: 'hmac-sha256', ...fields };
  writeFileSync(file, JSON.stringify(connection));
  return { file, ports };
}
