import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runAsync } from './run.mjs';
import { root } from './set-up.mjs';

/** The Nodes that framescope promises to run on: the oldest, and one of every even line since. */
export const NODES = ['20.19.0', '22.23.3', '24.21.0', '26.10.0'];

/** Longest time for fetching one Node, and for one run under it. */
const FETCH_LIMIT = 60_000;
const RUN_LIMIT = 120_000;

/**
 * Runs the built package under every Node of the table, two at a time: import and require, decoding, a training step and a
 * prediction on each engine, a cell in the kernel.
 *
 * The Nodes come from npm's packages `node-<system>-<processor>`, once for this user, into the cache. One that cannot be
 * fetched is skipped; which and why is told.
 *
 * @returns `{ passed, failed, skipped }`: two numbers, and a sentence for each Node skipped.
 */
export async function checkOtherNodes({ hasNativeEngine, nodes = NODES, say = console.log }) {
  const count = { passed: 0, failed: 0, skipped: [] };
  const waiting = [...nodes];
  const worker = async () => {
    for (let version = waiting.shift(); version; version = waiting.shift()) {
      const began = Date.now();
      let program;
      try {
        program = await fetchNode(version);
      } catch (error) {
        count.skipped.push(`Node ${version}: ${error.message}`);
        continue;
      }
      const failure = await smoke(program, hasNativeEngine);
      say(`Node ${version}: ${failure ? 'failed' : 'passed'} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
      if (failure) say(failure);
      count[failure ? 'failed' : 'passed']++;
    }
  };
  await Promise.all([worker(), worker()]);
  return count;
}

/** Runs the smoke test under one Node; what it said where it failed. */
async function smoke(program, hasNativeEngine) {
  const script = join(root, 'scripts/setup/smoke.mjs');
  const runs = hasNativeEngine ? [['native'], ['wasm', '--engine-only']] : [['wasm']];
  for (const [engine, ...args] of runs) {
    const env = { FRAMESCOPE_BACKEND: engine };
    const { code, output } = await runAsync(program, [script, ...args], { cwd: root, env, timeout: RUN_LIMIT });
    if (code !== 0) return output.trim().split('\n').slice(-15).join('\n');
  }
}

/** The program of a Node, from the cache, or from npm's registry into the cache. */
export async function fetchNode(version, folder) {
  const { userCacheFolder } = await import('../../dist/lib/cache-folder.js');
  return unpackedNode(version, folder ?? join(userCacheFolder(), 'framescope', 'nodes'));
}

async function unpackedNode(version, folder) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const inside = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const place = join(folder, `${name}-${version}`);
  if (existsSync(join(place, inside))) return join(place, inside);
  mkdirSync(folder, { recursive: true });
  const draft = mkdtempSync(join(folder, 'fetching-'));
  try {
    const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=2000'];
    const pack = ['pack', `${name}@${version}`, '--loglevel=error', '--pack-destination', draft, ...patience];
    const packed = await runAsync('npm', pack, { cwd: draft, timeout: FETCH_LIMIT });
    const archive = readdirSync(draft).find((file) => file.endsWith('.tgz'));
    if (packed.code !== 0 || !archive) throw new Error(`npm cannot fetch ${name}@${version}${reasonIn(packed.output)}`);
    const unpacked = await runAsync('tar', ['-xzf', archive, `package/${inside}`], { cwd: draft, timeout: FETCH_LIMIT });
    if (unpacked.code !== 0) throw new Error(`tar cannot unpack ${archive}${reasonIn(unpacked.output)}`);
    rmSync(place, { recursive: true, force: true });
    renameSync(join(draft, 'package'), place);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return join(place, inside);
}

/** The first line that says what went wrong. */
function reasonIn(output) {
  const lines = output.trim().split('\n');
  const line = lines.find((text) => /error|cannot|refused/i.test(text)) ?? lines[0];
  return line ? `: ${line}` : '';
}
