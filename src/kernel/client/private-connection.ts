import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CHANNELS, type ChannelName, type Connection } from '../server/connection.js';

/** Paths of Unix sockets hold 108 bytes on Linux, 104 on macOS, one of them a zero at the end. */
const LONGEST_SOCKET_PATH = 103;
const CONNECTION_FILE = 'connection.json';
const SOCKET_PREFIX = 'kernel';
const SOCKET_NUMBERS = CHANNELS.map((_, place) => place + 1);

/** A connection for one kernel and one client, in a folder that only this user can read. */
export interface PrivateConnection {
  readonly connection: Connection;
  /** The connection file. */
  readonly file: string;
  /** Removes the folder; it goes at the end of this process in any case, and where that is killed, at the end of the kernel. */
  remove(): void;
}

/**
 * Makes a connection file with a key of its own.
 *
 * The kernel listens on sockets in the folder, where they need no ports and no other user can reach them; on Windows, and where
 * the folder's path is too long for that, on free ports of this machine's loopback address.
 */
export async function makePrivateConnection(): Promise<PrivateConnection> {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-client-'));
  const key = randomBytes(32).toString('hex');
  const prefix = join(folder, SOCKET_PREFIX);
  const fits = Buffer.byteLength(`${prefix}-${CHANNELS.length}`) <= LONGEST_SOCKET_PATH;
  const connection: Connection =
    fits && process.platform !== 'win32'
      ? { transport: 'ipc', ip: prefix, ports: byChannel(SOCKET_NUMBERS), key }
      : { transport: 'tcp', ip: '127.0.0.1', ports: byChannel(await freePorts(CHANNELS.length)), key };
  const file = join(folder, CONNECTION_FILE);
  writeFileSync(file, JSON.stringify(connectionFields(connection)), { mode: 0o600 });
  const remove = (): void => {
    process.off('exit', remove);
    removePrivateConnection(file);
  };
  process.once('exit', remove);
  return { connection, file, remove };
}

/** Removes the folder of a private connection; whatever else may lie in it stays, and then so does the folder. */
export function removePrivateConnection(file: string): void {
  const folder = dirname(file);
  const sockets = SOCKET_NUMBERS.map((number) => `${SOCKET_PREFIX}-${number}`);
  for (const name of [CONNECTION_FILE, ...sockets]) rmSync(join(folder, name), { force: true });
  try {
    rmdirSync(folder);
  } catch {} // the other side has removed it, or it holds something else
}

/** What a connection file says. */
function connectionFields({ transport, ip, ports, key }: Connection): object {
  const portFields = Object.entries(ports).map(([channel, port]) => [`${channel}_port`, port]);
  return { transport, ip, key, signature_scheme: 'hmac-sha256', ...Object.fromEntries(portFields) };
}

function byChannel(ports: readonly number[]): Record<ChannelName, number> {
  return Object.fromEntries(CHANNELS.map((channel, place) => [channel, ports[place]])) as Record<ChannelName, number>;
}

/** Ports that nobody listens on at the moment. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
