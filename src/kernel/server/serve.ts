import { readConnectionFile } from './connection.js';
import { KernelServer } from './kernel-server.js';

/** How a kernel is served until it is shut down. */
export interface ServeOptions {
  /** What Jupyter has written for this kernel. */
  readonly connectionFile: string;
  /** Where executed cells are kept from one kernel to the next. Default: nowhere. */
  readonly historyFile?: string;
  /** Ends also where the program that started it was gone before the kernel could watch it. Default false: that was a launcher. */
  readonly mustHaveParent?: boolean;
}

const PARENT_CHECK_MS = 1000;

/**
 * Serves a kernel in this process, in its working directory; settles after its shutdown: by message, by SIGTERM, or because the
 * program that started it is gone. SIGINT interrupts the running cell.
 *
 * @throws {ConnectionFileError} when the connection file cannot be used.
 * @throws {KernelAddressError} when a port is taken.
 */
export async function serveKernel({ connectionFile, historyFile, mustHaveParent = false }: ServeOptions): Promise<void> {
  const connection = await readConnectionFile(connectionFile);
  const told = new Set<string>();
  const onNote = (note: string): void => {
    if (!told.has(note)) process.stderr.write(`framescope kernel: ${note}\n`); // once, not for every such message
    told.add(note);
  };
  const server = await KernelServer.start({ connection, cwd: process.cwd(), historyFile, onNote });
  const interrupt = (): void => server.interrupt();
  const shutdown = (): void => void server.shutdown();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', shutdown);
  const watch = watchParent(mustHaveParent, shutdown);
  await server.closed;
  clearInterval(watch);
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', shutdown);
}

/** Jupyter says who it is; where it is this process' parent, its end is this kernel's. */
function watchParent(isRequired: boolean, onGone: () => void): NodeJS.Timeout | undefined {
  const parent = Number(process.env.JPY_PARENT_PID);
  if (process.ppid !== parent && !isRequired) return undefined;
  return setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, PARENT_CHECK_MS);
}
