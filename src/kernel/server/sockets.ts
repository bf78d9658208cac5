import { KernelError } from '../errors.js';
import { addressOf, CHANNELS, type ChannelName, type Connection } from './connection.js';

/** A socket of the kernel could not be bound. */
export class KernelAddressError extends KernelError {}

/** What is needed of a ZeroMQ socket. */
export interface Socket extends AsyncIterable<Buffer[]> {
  bind(address: string): Promise<void>;
  send(frames: readonly Uint8Array[]): Promise<void>;
  close(): void;
}

/** A socket. Messages leave in the order in which they were given: ZeroMQ takes one at a time. */
export class Channel {
  readonly #socket: Socket;
  #sent: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  send(frames: readonly Uint8Array[]): void {
    this.#sent = this.#sent.then(() => this.#socket.send(frames)).catch(() => {}); // whoever it was for is gone
  }

  /** Tells every message that arrives, until the socket is closed. */
  async receive(onFrames: (frames: Buffer[]) => void): Promise<void> {
    try {
      for await (const frames of this.#socket) onFrames(frames);
    } catch (error) {
      if (!this.#isClosed) throw error;
    }
  }

  /** Closes the socket when all is sent. */
  async close(): Promise<void> {
    await this.#sent;
    this.#isClosed = true;
    this.#socket.close();
  }
}

/** Messages that wait in a closed socket are kept this long for a slow client. */
const LINGER_MS = 1000;

/**
 * Binds the five sockets of a kernel.
 *
 * @throws {KernelAddressError} when an address is taken or is not this machine's.
 */
export async function bindChannels(connection: Connection): Promise<Readonly<Record<ChannelName, Channel>>> {
  const { Router, XPublisher } = await import('zeromq');
  const options = { linger: LINGER_MS, sendHighWaterMark: 0, ipv6: connection.ip.includes(':') };
  const router = (): Socket => new Router({ ...options, handover: true }) as unknown as Socket; // a client may connect again
  const sockets: Record<ChannelName, Socket> = {
    shell: router(),
    control: router(),
    stdin: router(),
    iopub: new XPublisher({ ...options, verbosity: 'allSubs' }) as unknown as Socket,
    hb: router(),
  };
  try {
    await Promise.all(CHANNELS.map((channel) => bind(sockets[channel], addressOf(connection, channel), channel)));
  } catch (error) {
    for (const channel of CHANNELS) sockets[channel].close();
    throw error;
  }
  const channels = CHANNELS.map((channel) => [channel, new Channel(sockets[channel])] as const);
  return Object.fromEntries(channels) as Record<ChannelName, Channel>;
}

async function bind(socket: Socket, address: string, channel: ChannelName): Promise<void> {
  try {
    await socket.bind(address);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another program listens there' : message;
    throw new KernelAddressError(`The kernel cannot listen on ${address} (${channel}): ${why}.`, { cause });
  }
}
