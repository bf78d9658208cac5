import { createServer } from 'node:net';
import { InvalidInputError } from '../lib/errors.js';

/** Where Jupyter begins to look for a free port, and how far it goes. */
const [FIRST, TRIES] = [8888, 100];

/**
 * A port of the loopback address that nobody listens on: the wanted one, or the first free one from `first` on.
 *
 * @throws {InvalidInputError} when the wanted one is taken.
 */
export async function freePort(wanted?: number, first: number = FIRST): Promise<number> {
  if (wanted !== undefined) {
    const problem = await whyTaken(wanted);
    if (problem === undefined) return wanted;
    throw new InvalidInputError(`port ${wanted} cannot be used: ${problem}`, { hint: 'Without --port a free one is taken' });
  }
  for (let port = first; port < FIRST + TRIES; port++) if ((await whyTaken(port)) === undefined) return port;
  throw new InvalidInputError(`ports ${FIRST} to ${FIRST + TRIES - 1} are all taken`, { hint: 'Give another with --port' });
}

function whyTaken(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EADDRINUSE') resolve('another program listens there');
      else resolve(code === 'EACCES' ? 'the system keeps it for itself' : message);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
