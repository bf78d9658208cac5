import { openLab } from '../lab/open-lab.js';
import { parsed, wholeNumber } from './arguments.js';
import { type Command, UsageError } from './command.js';
import { ProgressLine } from './progress-line.js';

/** `framescope lab`: JupyterLab with the kernel and live widgets. */
export const lab: Command = {
  summary: 'Opens JupyterLab with the kernel and live widgets, on the course or a folder',
  usage: `framescope lab [FOLDER] [--port N] [--no-browser] [--private]

Opens JupyterLab on FOLDER. Without one, on the course: its chapters are copied to framescope-course/ in this folder
first, where files that are there already are never overwritten.

The active Python environment serves if it has JupyterLab 4 or later and anywidget. Otherwise a private one is made, once
for this user, in the cache: that needs Python 3.10 or later and pip's index, and takes 260 MB. The kernel is registered in that
environment only. JupyterLab listens on this machine's loopback address, with a token. Ctrl-C ends it and its kernels.

      --port N      where it listens; default the first free port from 8888 on
      --no-browser  open no browser; the address is printed in any case
      --private     the private environment, even where the active one would do`,
  async run(args: readonly string[]): Promise<number> {
    const { values, positionals } = parsed('lab', args, {
      port: { type: 'string' },
      'no-browser': { type: 'boolean', default: false },
      private: { type: 'boolean', default: false },
    });
    if (positionals.length > 1) throw new UsageError('framescope lab takes one folder at most.');
    const port = wholeNumber('--port', values.port, 1);
    if (port !== undefined && port > 65_535) throw new UsageError(`--port must be at most 65535, not '${values.port}'`);
    return untilInterrupted((signal) =>
      serve({ folder: positionals[0], port, opensBrowser: !values['no-browser'], isPrivate: values.private, signal }),
    );
  },
};

interface ServeOptions {
  readonly folder: string | undefined;
  readonly port: number | undefined;
  readonly opensBrowser: boolean;
  readonly isPrivate: boolean;
  readonly signal: AbortSignal;
}

/** Serves until JupyterLab is shut down from its own menu, or interrupted. */
async function serve(options: ServeOptions): Promise<number> {
  const line = new ProgressLine(process.stderr);
  const say = (text: string): void => {
    line.clear();
    process.stderr.write(`${text}\n`);
  };
  const onLog = process.env.FRAMESCOPE_DEBUG ? (text: string) => process.stderr.write(text) : undefined;
  const server = await openLab({ ...options, onStep: say, onProgress: line.show, onLog }).finally(() => line.clear());
  process.stdout.write(`JupyterLab is ready: ${server.url}\n`);
  say('Ctrl-C ends it.');
  const interrupted = new Promise<'interrupted'>((resolve) => {
    options.signal.addEventListener('abort', () => resolve('interrupted'));
  });
  const outcome = await Promise.race([server.ended, interrupted]);
  if (outcome !== 'interrupted') {
    if (outcome !== undefined) say(`JupyterLab has ended by itself. It said:\n${outcome}`);
    return outcome === undefined ? 0 : 1;
  }
  say('\nJupyterLab and its kernels are ending; notebooks that were not saved in the browser are not kept.');
  await server.stop();
  return 0;
}

/** Ctrl-C, or the end of the terminal, aborts the signal; a second Ctrl-C ends this process, and JupyterLab with it. */
async function untilInterrupted(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await work(abort.signal);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
