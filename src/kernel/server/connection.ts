import { readFile } from 'node:fs/promises';
import { KernelError } from '../errors.js';

/** The connection file cannot be used. */
export class ConnectionFileError extends KernelError {}

/** The five sockets of a kernel. */
export const CHANNELS = ['shell', 'control', 'stdin', 'iopub', 'hb'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** Where a kernel listens, and the key of its messages; what a connection file says. */
export interface Connection {
  readonly transport: 'tcp' | 'ipc';
  /** For `ipc`: how the sockets' paths begin. */
  readonly ip: string;
  readonly ports: Readonly<Record<ChannelName, number>>;
  /** Signs the messages; empty: they are not signed. */
  readonly key: string;
}

/**
 * Reads what Jupyter has written for this kernel.
 *
 * @throws {ConnectionFileError} when the file is missing, unreadable, or says something that this kernel cannot do.
 */
export async function readConnectionFile(path: string): Promise<Connection> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConnectionFileError(`The connection file cannot be read: ${(cause as Error).message}`, { cause });
  }
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (cause) {
    throw new ConnectionFileError(`The connection file ${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
  return connectionOf(fields, path);
}

function connectionOf(fields: unknown, path: string): Connection {
  const found = (typeof fields === 'object' && fields !== null ? fields : {}) as Record<string, unknown>;
  const require = (holds: boolean, name: string, rule: string): void => {
    if (holds) return;
    throw new ConnectionFileError(
      `The connection file ${path} cannot be used: ${name} must be ${rule}. Received: ${JSON.stringify(found[name])}`,
    );
  };
  const { transport = 'tcp', ip, key = '', signature_scheme: scheme = 'hmac-sha256' } = found;
  require(transport === 'tcp' || transport === 'ipc', 'transport', "'tcp' or 'ipc'");
  require(typeof ip === 'string' && ip !== '', 'ip', 'an address');
  require(typeof key === 'string', 'key', 'a text');
  require(scheme === 'hmac-sha256' || key === '', 'signature_scheme', "'hmac-sha256'");
  const ports: Partial<Record<ChannelName, number>> = {};
  for (const channel of CHANNELS) {
    const port = found[`${channel}_port`];
    const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
    require(isPort, `${channel}_port`, 'an integer from 1 to 65535');
    ports[channel] = port as number;
  }
  return {
    transport: transport as Connection['transport'],
    ip: ip as string,
    ports: ports as Connection['ports'],
    key: key as string,
  };
}

/** The address of a socket, as ZeroMQ writes it. */
export function addressOf({ transport, ip, ports }: Connection, channel: ChannelName): string {
  if (transport === 'ipc') return `ipc://${ip}-${ports[channel]}`;
  return `tcp://${ip.includes(':') ? `[${ip}]` : ip}:${ports[channel]}`;
}
