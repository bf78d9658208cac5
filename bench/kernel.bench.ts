// The kernel beside ipykernel and stock tslab, all three through jupyter_client: start, cells, output, memory, completion.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installSpec } from '../src/kernel/spec/kernel-spec.js';
import { makePythonEnvironment } from '../src/lab/python-environment.js';
import { freshEnvironment } from '../test/kernel/clients/python.js';
import { median, type Row } from './rows.js';

const STARTS = 3;
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'framescope-bench-kernel-'));
const kernels = join(folder, 'jupyter', 'kernels');

const OURS = { kernel: 'framescope', language: 'typescript', name: 'framescope' } as const;
const IPYKERNEL = { kernel: 'python3', language: 'python', name: 'ipykernel 7.4.0' } as const;
const TSLAB = { kernel: 'tslab', language: 'tslab', name: 'tslab 1.0.22' } as const;
type Peer = typeof OURS | typeof IPYKERNEL | typeof TSLAB;
type Measures = Readonly<Record<string, number>>;

const python = await makePythonEnvironment({
  name: 'kernel-bench',
  file: join(import.meta.dirname, 'kernel-requirements.txt'),
});

function measure({ kernel, language }: Peer, what: 'start' | 'work'): Measures {
  const { stdout, stderr, status } = spawnSync(python, [join(import.meta.dirname, 'kernel_peer.py'), kernel, language, what], {
    cwd: root, // where the stock tslab finds framescope
    encoding: 'utf8',
    timeout: 300_000,
    killSignal: 'SIGKILL',
    env: freshEnvironment(folder),
  });
  if (status !== 0) throw new Error(`${kernel}: ${stderr}`);
  return JSON.parse(stdout) as Measures;
}

/** All measures of the three, the starts in turn. */
function measureAll(): Map<Peer, Measures> {
  const peers = [OURS, IPYKERNEL, TSLAB];
  const rounds = Array.from({ length: STARTS + 1 }, () => peers.map((peer) => measure(peer, 'start'))).slice(1);
  return new Map(
    peers.map((peer, i) => {
      const middle = (key: string): number => median(rounds.map((round) => round[i][key]));
      return [peer, { idle: middle('idle'), first: middle('first'), ...measure(peer, 'work') }];
    }),
  );
}

/** What to reach, as a ratio to ipykernel's or stock tslab's number, or as a bound. */
const TARGETS: readonly (readonly [key: string, name: string, unit: string, targets: Targets])[] = [
  ['idle', 'start until the first answer', 'ms', { limit: 600 }],
  ['first', 'start until the first cell is done', 'ms', { limit: 1200 }],
  ['cell', 'a one-line cell', 'ms', { ipykernel: 1 }],
  ['declare', 'a cell that declares a constant', 'ms', {}],
  ['cell after import', 'a one-line cell after importing framescope', 'ms', { limit: 40 }],
  ['declare after import', 'a cell that declares a constant after importing framescope', 'ms', {}],
  ['import', 'importing framescope in a cell', 'ms', { limit: 500 }],
  ['import again', 'importing it once more', 'ms', { limit: 100 }],
  ['complete', 'completion', 'ms', {}],
  ['lines', '100,000 printed lines', 'ms', { ipykernel: 2 }],
  ['lost', '100,000 printed lines, lost', 'lines', { limit: 0 }],
  ['memory', 'memory after the first cell', 'MB', {}],
  ['growth', 'memory, growth over 200 displays of 1 MB', 'MB', { limit: 50 }],
];

interface Targets {
  readonly limit?: number;
  readonly ipykernel?: number;
}

function rowsOf(found: ReadonlyMap<Peer, Measures>): Row[] {
  const of = (peer: Peer, key: string): number | undefined => found.get(peer)?.[key];
  return TARGETS.flatMap(([key, name, unit, { limit, ipykernel }]) => {
    const ours = of(OURS, key) ?? Number.NaN;
    const row = (peer: number, peerName: string, target: number): Row => {
      const ratio = peer === 0 ? Number(ours > 0) : ours / peer; // none lost is none too many
      return { name, unit, ours, peer, peerName, ratio, target };
    };
    const rows = [IPYKERNEL, TSLAB].flatMap((peer) => {
      const theirs = of(peer, key);
      const target = peer === IPYKERNEL ? ipykernel : undefined;
      return theirs === undefined ? [] : [row(theirs, peer.name, target ?? 1)];
    });
    return limit === undefined ? rows : [...rows, row(limit, 'limit', limit === 0 ? 0 : 1)];
  });
}

try {
  await installSpec(kernels, OURS.kernel);
  mkdirSync(join(kernels, TSLAB.kernel));
  const argv = [process.execPath, join(root, 'node_modules/tslab/bin/tslab'), 'kernel', '--config-path', '{connection_file}'];
  writeFileSync(
    join(kernels, TSLAB.kernel, 'kernel.json'),
    JSON.stringify({ argv, display_name: 'tslab', language: 'typescript' }),
  );
  process.stdout.write(JSON.stringify(rowsOf(measureAll())));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
