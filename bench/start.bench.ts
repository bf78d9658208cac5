// Absolute limits a user feels: how long the package takes to import, and an engine to come up.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median, type Row } from './rows.js';

const ROUNDS = 7;
const entry = pathToFileURL(join(import.meta.dirname, '../dist/lib/index.js')).href;

/** Milliseconds that a program reports of itself, in a process of its own. */
function timed(program: string): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout.trim());
}

function limit(name: string, program: string, peer: number): Row {
  timed(program);
  const ours = median(Array.from({ length: ROUNDS }, () => timed(program)));
  return { name, unit: 'ms', ours, peer, peerName: 'limit', ratio: ours / peer, target: 1 };
}

const importing = `const began = performance.now(); await import('${entry}'); console.log(performance.now() - began);`;
process.stdout.write(JSON.stringify([limit("import 'framescope'", importing, 300)]));
