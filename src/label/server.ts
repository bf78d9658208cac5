import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AbortedError, FramescopeError, InvalidInputError, NotFoundError, WriteError } from '../lib/errors.js';
import { admit, newToken } from './guard.js';
import { LabelFolder } from './label-folder.js';
import { clientScript, PAGE, SAFE_HEADERS } from './page.js';
import { type Answer, NotTheWriter, ROUTES } from './routes.js';

/** How a folder is served. */
export interface LabelServerOptions {
  /** Default: the first free one from 4747 on. The same port lets a browser find what it had not sent yet. */
  readonly port?: number;
  /** Ending of label files for videos that have none yet. Default '.json', which holds everything. */
  readonly ending?: '.npy' | '.json' | '.csv';
}

/** A running label editor. */
export interface LabelServer {
  /** Its address, with the token. */
  readonly url: string;
  /** Videos whose label files had to be brought up to date, since a process before was killed. */
  readonly recovered: readonly string[];
  /** Saves everything and ends. */
  close(): Promise<void>;
}

const [FIRST_PORT, TRIES] = [4747, 50];

/**
 * Serves the label editor for a folder of videos, on this machine's own address and for nobody without the token.
 *
 * @throws {InvalidInputError} when the folder holds no videos, another editor works on it, or the port is taken.
 * @throws {WriteError} when labels cannot be written there.
 */
export async function serveLabelEditor(path: string, { port, ending = '.json' }: LabelServerOptions = {}): Promise<LabelServer> {
  const folder = await LabelFolder.open(path, ending);
  try {
    const recovered = await folder.recover();
    const token = newToken();
    const server = createServer((request, response) => {
      void respond(request, response, { folder, token, port: portOf(server) });
    });
    server.requestTimeout = 60_000;
    await listen(server, port);
    return {
      url: `http://127.0.0.1:${portOf(server)}/${token}/`,
      recovered,
      close: async () => {
        server.close();
        server.closeAllConnections();
        await folder.close();
      },
    };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

interface Served {
  readonly folder: LabelFolder;
  readonly token: string;
  readonly port: number;
}

async function respond(request: IncomingMessage, response: ServerResponse, { folder, token, port }: Served): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const send = (
    status: number,
    body: Uint8Array | string,
    type: string,
    headers: Readonly<Record<string, string>> = {},
  ): void => {
    response.writeHead(status, { ...SAFE_HEADERS, 'content-type': type, ...headers }).end(body);
  };
  const sendJson = (status: number, value: unknown): void => send(status, JSON.stringify(value), 'application/json');
  const admitted = admit(request, port, token);
  if ('reason' in admitted) return sendJson(admitted.status, { error: admitted.reason });
  try {
    const { path, query } = admitted;
    const key = `${request.method} ${path}`;
    if (key === 'GET /') return send(200, PAGE, 'text/html; charset=utf-8');
    if (key === 'GET /client.js') return send(200, await clientScript(), 'text/javascript; charset=utf-8');
    if (!Object.hasOwn(ROUTES, key)) return sendJson(404, { error: 'nothing is here' });
    const answer: Answer = await ROUTES[key]({ folder, query, request, signal: gone.signal });
    if ('json' in answer) return sendJson(200, answer.json);
    const { bytes, type, fileName } = answer;
    const name = fileName && { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}` };
    send(200, bytes, type, { ...name });
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendJson(statusOf(error), { error: error instanceof FramescopeError ? error.message : String(error) });
    if (!request.complete) request.destroy(); // more of it may be on its way than is wanted
  }
}

function statusOf(error: unknown): number {
  if (error instanceof NotTheWriter) return 409;
  if (error instanceof NotFoundError) return 404;
  if (error instanceof WriteError) return 507;
  if (error instanceof AbortedError) return 503;
  return error instanceof FramescopeError ? 400 : 500;
}

async function listen(server: Server, wanted: number | undefined): Promise<void> {
  const last = wanted ?? FIRST_PORT + TRIES - 1;
  for (let port = wanted ?? FIRST_PORT; ; port++) {
    try {
      return await listenOn(server, port);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port < last) continue;
      const why = code === 'EADDRINUSE' ? 'another program listens there' : (cause as Error).message;
      throw new InvalidInputError(`port ${port} cannot be used: ${why}`, { hint: 'Without --port a free one is taken', cause });
    }
  }
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
