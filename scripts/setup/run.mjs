import { spawn, spawnSync } from 'node:child_process';

/** Runs a program to its end and returns its stdout; throws with what it said when it fails. */
export function runQuietly(command, args, { cwd, env } = {}) {
  const done = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: needsShell(command),
  });
  if (done.error) throw done.error;
  if (done.status !== 0) {
    const said = `${done.stdout}${done.stderr}`.trim().split('\n').slice(-15).join('\n');
    throw new Error(`${command} ${args.slice(0, 2).join(' ')} failed (${done.signal ?? `exit code ${done.status}`}):\n${said}`);
  }
  return done.stdout;
}

/** Runs a program to its end beside others: its exit code (1 where it could not start or took too long) and all it said. */
export function runAsync(command, args, { cwd, env, timeout } = {}) {
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio, timeout, shell: needsShell(command) });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}, after ${timeout} ms at most` : output });
    });
  });
}

/**
 * Runs a program in the foreground, hands Ctrl-C on to it, and returns its exit code (130 when it was interrupted).
 *
 * A terminal sends Ctrl-C to the child by itself, so only this process must stay to see how it ends; a signal sent to this
 * process alone is passed on.
 */
export function runInForeground(command, args, { cwd, env, stdio = 'inherit', onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio, shell: needsShell(command) });
    if (onOutput) for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput);
    let isInterrupted = false;
    const hand = (signal) => {
      isInterrupted = true;
      if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal);
    };
    process.on('SIGINT', hand);
    process.on('SIGTERM', hand);
    const finish = () => {
      process.off('SIGINT', hand);
      process.off('SIGTERM', hand);
    };
    child.on('error', (error) => {
      finish();
      reject(error);
    });
    child.on('close', (code, signal) => {
      finish();
      resolve(isInterrupted || signal === 'SIGINT' || signal === 'SIGTERM' ? 130 : (code ?? 1));
    });
  });
}

/** npm is a .cmd file on Windows, which only a shell starts. */
function needsShell(command) {
  return process.platform === 'win32' && command === 'npm';
}
