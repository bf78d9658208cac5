// A day's use of the kernel: 2,000 cells by a seeded random client, with errors, interrupts, crashes and restarts mixed in.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installSpec } from '../src/kernel/spec/kernel-spec.js';
import { makePythonEnvironment } from '../src/lab/python-environment.js';
import { freshEnvironment } from '../test/kernel/clients/python.js';
import type { Row } from './rows.js';

const CELLS = 2000;
const SEED = 7;
const kernelTests = join(import.meta.dirname, '../test/kernel');
const folder = mkdtempSync(join(tmpdir(), 'framescope-bench-day-'));

try {
  const python = await makePythonEnvironment({
    name: 'jupyter-client',
    file: join(kernelTests, 'requirements.txt'),
  });
  await installSpec(join(folder, 'jupyter', 'kernels'), 'framescope');
  const { stdout, stderr } = spawnSync(python, [join(kernelTests, 'server/day.py'), String(CELLS), String(SEED)], {
    cwd: folder,
    encoding: 'utf8',
    env: freshEnvironment(folder),
  });
  if (stdout === '') throw new Error(stderr);
  const { cells, requests, seconds, problems } = JSON.parse(stdout) as Record<string, number> & { problems: string[] };
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const broken: Row = {
    name: `a day of ${cells} cells and ${requests - cells} other requests: broken promises`,
    unit: '',
    ours: problems.length,
    peer: 0,
    peerName: 'limit',
    ratio: problems.length,
    target: 0,
  };
  const milliseconds = (1000 * seconds) / cells;
  const pace: Row = {
    name: 'a day: a cell, whatever it does, with waits and restarts',
    unit: 'ms',
    ours: milliseconds,
    peer: 200,
    peerName: 'limit',
    ratio: milliseconds / 200,
    target: 1,
  };
  process.stdout.write(JSON.stringify([broken, pace]));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
