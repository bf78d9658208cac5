import { addressOf, type Connection } from '../server/connection.js';
import { Channel, type Socket } from '../server/sockets.js';

/** A client's ends of a kernel's sockets, as far as one that gives no input needs them. */
export interface ClientChannels {
  readonly shell: Channel;
  readonly control: Channel;
  readonly iopub: Channel;
}

/** A kernel that still starts is tried again so often. */
const RECONNECT_MS = 10;

/** Connects to a kernel, also to one that does not listen yet; everything that is published will be heard. */
export async function connectChannels(connection: Connection): Promise<ClientChannels> {
  const { Dealer, Subscriber } = await import('zeromq');
  const options = { linger: 0, reconnectInterval: RECONNECT_MS, receiveHighWaterMark: 0 };
  const shell = new Dealer(options);
  const control = new Dealer(options);
  const iopub = new Subscriber(options);
  shell.connect(addressOf(connection, 'shell'));
  control.connect(addressOf(connection, 'control'));
  iopub.connect(addressOf(connection, 'iopub'));
  iopub.subscribe();
  const channel = (socket: unknown): Channel => new Channel(socket as Socket);
  return { shell: channel(shell), control: channel(control), iopub: channel(iopub) };
}
