import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('train-in-process.mjs', import.meta.url));

let folder = '';
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-kill-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Hold {
  /** Stands still after so many batches, until the file `awaited` is there. */
  batches: number;
  awaited: string;
  /** Called when it stands still. */
  onHold: (child: ChildProcess) => void;
}

/** A training in a process of its own. The promise gives the last line and how it exited. */
function train(checkpoint: string, hold?: Hold) {
  const child = spawn(
    process.execPath,
    [script, join(folder, checkpoint), ...(hold ? [String(hold.batches), hold.awaited] : [])],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  children.push(child);
  let last = '';
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  createInterface(child.stdout).on('line', (line) => {
    last = line;
    if (line === String(hold?.batches)) hold?.onHold(child);
  });
  return new Promise<{ last: string; errors: string; signal: string | null }>((resolve) => {
    child.on('close', (_, signal) => resolve({ last, errors, signal }));
  });
}

describe('training in a process that is killed', () => {
  test('goes on where it was, and ends with the weights and the history of a run that was not', async () => {
    const whole = await train('whole.safetensors');
    expect(whole.errors).toBe('');
    const killed = await train('run.safetensors', {
      batches: 7,
      awaited: 'never',
      onHold: (child) => child.kill('SIGKILL'),
    });
    expect(killed.signal).toBe('SIGKILL');
    // The lock of the dead process lies there still.
    expect(await readdir(folder)).toContain('run.safetensors.lock');
    const resumed = await train('run.safetensors');
    expect(resumed.errors).toBe('');
    const [wanted, got] = [whole, resumed].map(({ last }) => JSON.parse(last));
    expect(got.resumed).toMatchObject({ isFound: true, epoch: 1, batch: 2 });
    expect(got.weights).toEqual(wanted.weights);
    expect(got.metrics).toEqual(wanted.metrics);
    expect((await readdir(folder)).sort()).toEqual(['run.safetensors', 'whole.safetensors']);
  });

  test('two runs that write one checkpoint: the second is refused, the first goes on', async () => {
    const awaited = join(folder, 'second is over');
    let second: ReturnType<typeof train> | undefined;
    const first = train('run.safetensors', {
      batches: 1,
      awaited,
      onHold: () => {
        second = train('run.safetensors');
        second.then(() => writeFile(awaited, ''));
      },
    });
    await first;
    const { errors } = (await second) ?? { errors: 'never began' };
    expect(errors).toMatch(/CheckpointError: another run \(process \d+ on .*\) writes the checkpoint run\.safetensors/);
    expect(JSON.parse((await first).last).metrics).toHaveLength(3);
  });
});

test('the package is built, as these tests need it', () => {
  expect(existsSync(fileURLToPath(new URL('../../dist/lib/index.js', import.meta.url)))).toBe(true);
});
