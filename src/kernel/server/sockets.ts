import { KernelError } from '../errors.js';
import { Broadcast, type PublishingSocket, SUBSCRIBER_MESSAGES } from './broadcast.js';
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
  /** Receives whether much waits to be sent, so that no more should be made. */
  onCongestion: (isCongested: boolean) => void = () => {};
  readonly #socket: Socket;
  readonly #broadcast: Broadcast | undefined;
  #sent: Promise<void> = Promise.resolve();
  #waitingBytes = 0;
  #isCongested = false;
  #isClosed = false;

  /** @param broadcast how messages are sent, where not by the socket itself. */
  constructor(socket: Socket, broadcast?: Broadcast) {
    this.#socket = socket;
    this.#broadcast = broadcast;
  }

  send(frames: readonly Uint8Array[]): void {
    const bytes = frames.reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.#count(bytes);
    this.#sent = this.#sent
      .then(() => (this.#broadcast ?? this.#socket).send(frames))
      .catch(() => {}) // whoever it was for is gone
      .then(() => this.#count(-bytes));
  }

  #count(bytes: number): void {
    this.#waitingBytes += bytes;
    const isCongested = this.#waitingBytes > (this.#isCongested ? CONGESTED_BYTES / 2 : CONGESTED_BYTES);
    if (isCongested === this.#isCongested) return;
    this.#isCongested = isCongested;
    this.onCongestion(isCongested);
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
    this.#broadcast?.hurry();
    await this.#sent;
    this.#isClosed = true;
    this.#socket.close();
  }
}

/** What waits in this process for a socket to take it: beyond, the cells' output is held back. */
const CONGESTED_BYTES = 4 * 2 ** 20;
/** Messages that wait in a closed socket are kept this long for a slow client. */
const LINGER_MS = 1000;

/**
 * Binds the five sockets of a kernel.
 *
 * @throws {KernelAddressError} when an address is taken or is not this machine's.
 */
export async function bindChannels(
  connection: Connection,
  onNote: (note: string) => void = () => {},
): Promise<Readonly<Record<ChannelName, Channel>>> {
  const { Router, XPublisher } = await import('zeromq');
  const options = { linger: LINGER_MS, sendHighWaterMark: 0, ipv6: connection.ip.includes(':') };
  const router = (): Socket => new Router({ ...options, handover: true }) as unknown as Socket; // a client may connect again
  const publisher = new XPublisher({ ...options, sendHighWaterMark: SUBSCRIBER_MESSAGES, verbosity: 'allSubs' });
  const sockets: Record<ChannelName, Socket> = {
    shell: router(),
    control: router(),
    stdin: router(),
    iopub: publisher as unknown as Socket,
    hb: router(),
  };
  try {
    await Promise.all(CHANNELS.map((channel) => bind(sockets[channel], addressOf(connection, channel), channel)));
  } catch (error) {
    for (const channel of CHANNELS) sockets[channel].close();
    throw error;
  }
  const channels = CHANNELS.map((channel) => [channel, new Channel(sockets[channel])] as const);
  const broadcast = new Broadcast(publisher as unknown as PublishingSocket, () =>
    onNote('A client does not read what the kernel publishes; until it does, it loses messages.'),
  );
  return { ...Object.fromEntries(channels), iopub: new Channel(sockets.iopub, broadcast) } as Record<ChannelName, Channel>;
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
