const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Does work that Ctrl-C or a request to terminate aborts: the first one aborts the signal and says `message`, a second one ends
 * the process at once with code 130.
 */
export async function interruptible<T>(message: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const onInterrupt = (): void => {
    if (abort.signal.aborted) process.exit(130);
    process.stderr.write(`\n${message}; once more ends at once.\n`);
    abort.abort();
  };
  for (const name of SIGNALS) process.on(name, onInterrupt);
  try {
    return await work(abort.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, onInterrupt);
  }
}
