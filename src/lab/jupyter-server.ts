import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../kernel/executor/package-root.js';
import { FramescopeError } from '../lib/errors.js';
import { throwIfAborted } from '../lib/progress.js';
import { freePort } from './free-port.js';

/** JupyterLab could not be started, or ended by itself. */
export class JupyterError extends FramescopeError {}

/** What JupyterLab shall serve, and how. */
export interface JupyterServerOptions {
  /** A Python that has JupyterLab. */
  readonly python: string;
  /** The folder that JupyterLab shows. */
  readonly folder: string;
  /** A notebook in it to open at first, by its path from the folder. Default: the launcher. */
  readonly notebook?: string;
  /** Default: the first free one from 8888 on. */
  readonly port?: number;
  /** Whether Jupyter opens the user's browser. Default false. */
  readonly opensBrowser?: boolean;
  /** Added to this process's variables. */
  readonly env?: NodeJS.ProcessEnv;
  /** More of Jupyter's own options: `--LabApp.expose_app_in_browser=True`. */
  readonly args?: readonly string[];
  readonly signal?: AbortSignal;
  /** Called with what Jupyter logs. */
  readonly onLog?: (text: string) => void;
}

/** A JupyterLab that runs, on this machine's loopback address only. */
export interface JupyterServer {
  /** Where a browser finds it, token included. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Resolves when it has ended; its last words where that was a failure. */
  readonly ended: Promise<string | undefined>;
  /** Ends it and its kernels. */
  stop(): Promise<void>;
}

/** Milliseconds until it must answer, and those it may take to end. */
const [START_LIMIT, STOP_LIMIT] = [120_000, 20_000];

/**
 * Starts JupyterLab on a folder and waits until it answers.
 *
 * It runs in a process group of its own, so that Ctrl-C does not reach it unasked, and ends when this process is gone, however
 * that went.
 *
 * @throws {JupyterError} when it does not start.
 * @throws {InvalidInputError} when the wanted port is taken.
 */
export async function startJupyterServer(options: JupyterServerOptions): Promise<JupyterServer> {
  let port = await freePort(options.port);
  for (;;) {
    try {
      return await startOn(port, options);
    } catch (error) {
      const isTaken = error instanceof JupyterError && error.message.includes(`port ${port} is not available`);
      if (!isTaken || options.port !== undefined) throw error;
      port = await freePort(undefined, port + 1); // another server that starts just now was faster
    }
  }
}

async function startOn(port: number, options: JupyterServerOptions): Promise<JupyterServer> {
  const { signal, notebook } = options;
  const token = randomBytes(24).toString('hex');
  const child = spawnServer(options, port, token);
  const log = new LastWords(child, options.onLog);
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? undefined : `${log.text.trim()}\n(exit code ${code ?? child.signalCode})`));
  });
  const stop = async (): Promise<void> => {
    child.stdin?.end();
    const isEnded = await Promise.race([ended.then(() => true), sleep(STOP_LIMIT, false, { ref: false })]);
    if (!isEnded) child.kill('SIGKILL');
    await ended;
  };
  try {
    await answers(`http://127.0.0.1:${port}/api/status`, token, { signal, ended });
  } catch (error) {
    await stop();
    throwIfAborted(signal, 'starting JupyterLab');
    throw error;
  }
  const place = notebook === undefined ? '/lab' : `/lab/tree/${notebook.split('/').map(encodeURIComponent).join('/')}`;
  return { url: `http://127.0.0.1:${port}${place}?token=${token}`, port, token, ended, stop };
}

function spawnServer(options: JupyterServerOptions, port: number, token: string): ChildProcess {
  const { python, folder, notebook, opensBrowser = false, env, args = [] } = options;
  const start = notebook === undefined ? [] : [`--LabApp.default_url=/lab/tree/${notebook}`];
  return spawn(
    python,
    [
      join(PACKAGE_ROOT, 'data', 'lab', 'serve.py'),
      `--ServerApp.root_dir=${folder}`,
      ...['--ServerApp.ip=127.0.0.1', `--ServerApp.port=${port}`, '--ServerApp.port_retries=0', '--ServerApp.base_url=/'],
      ...['--ServerApp.certfile=', '--ServerApp.keyfile='], // a user's own configuration may serve the world; this does not
      `--ServerApp.open_browser=${opensBrowser ? 'True' : 'False'}`,
      ...(process.getuid?.() === 0 ? ['--ServerApp.allow_root=True'] : []), // as in containers
      ...start,
      ...args,
    ],
    {
      cwd: folder,
      // The token is not among the arguments, which every user of the machine can list.
      env: { ...process.env, JUPYTER_PREFER_ENV_PATH: '1', ...env, JUPYTER_TOKEN: token, PYTHONUNBUFFERED: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    },
  );
}

/** The end of what a process says. */
class LastWords {
  text = '';

  constructor(child: ChildProcess, onLog: ((text: string) => void) | undefined) {
    child.stdin?.on('error', () => {}); // it has ended by itself
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.text = (this.text + text).slice(-4000);
        onLog?.(text);
      });
    }
  }
}

async function answers(
  url: string,
  token: string,
  { signal, ended }: { readonly signal: AbortSignal | undefined; readonly ended: JupyterServer['ended'] },
): Promise<void> {
  const limit = performance.now() + START_LIMIT;
  let lastWords: string | undefined;
  let isEnded = false;
  void ended.then((words) => {
    isEnded = true;
    lastWords = words;
  });
  while (performance.now() < limit) {
    throwIfAborted(signal, 'starting JupyterLab');
    if (isEnded) throw new JupyterError(`JupyterLab does not start. It says:\n${lastWords ?? 'nothing'}`);
    const answer = await fetch(url, { headers: { authorization: `token ${token}` } }).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new JupyterError(`JupyterLab has not answered within ${START_LIMIT / 1000} s`);
}
