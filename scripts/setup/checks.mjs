import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { checkOtherNodes } from './other-nodes.mjs';
import { runInForeground } from './run.mjs';
import { root, setUp } from './set-up.mjs';

/** Checks before the tests, in this order: a program of node_modules with its arguments. */
const CHECKS = [
  { name: 'lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'types of src', args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit'] },
  { name: 'types of the browser halves', args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.client.json'] },
  { name: 'types of tests', args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json'] },
  { name: 'API reference', args: ['node_modules/typedoc/bin/typedoc'] },
];

/** Tests of numerics with small shapes, which WebAssembly must pass as well as the native engine. */
const NUMERICS = [
  'test/golden/layers.test.ts',
  'test/golden/speed-counter.test.ts',
  'test/models/',
  'test/training/losses.test.ts',
  'test/training/metrics.test.ts',
  'test/training/optimizers.test.ts',
  'test/visualization/',
];

/** What `npm test` does; returns its exit code. Whatever happens, the last line is `N passed, N failed`. */
export async function main(files) {
  const count = { passed: 0, failed: 0, skipped: [] };
  let isInterrupted = false;
  try {
    await setUp();
    if (files.length === 0) {
      for (const check of CHECKS) {
        const code = await runCheck(check);
        if (code === 0) count.passed++;
        else count.failed++;
        isInterrupted ||= code === 130;
        if (isInterrupted) break;
      }
    }
    if (!isInterrupted) isInterrupted = (await runTests(files, count)) === 130;
    if (files.length === 0) {
      if (!isInterrupted) isInterrupted = (await runNumericsOnWebAssembly(count)) === 130;
      if (!isInterrupted) await runOnOtherNodes(count);
    }
  } catch (error) {
    console.error(error.message);
    count.failed++;
  }
  for (const title of count.skipped) console.log(`skipped: ${title}`);
  console.log(`\n${closingLine(count)}`);
  if (isInterrupted) return 130;
  return count.failed === 0 && count.passed > 0 ? 0 : 1;
}

async function runCheck({ name, args }) {
  const began = Date.now();
  let said = '';
  const keep = (text) => {
    said += text;
  };
  const code = await runInForeground(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    onOutput: keep,
  });
  console.log(`${name}: ${code === 0 ? 'passed' : 'failed'} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (code !== 0) console.log(said.trim());
  return code;
}

/** Runs the tests of numerics once more, on WebAssembly; not where it has computed in all tests for want of a better one. */
async function runNumericsOnWebAssembly(count) {
  const { describeBackend } = await import('../../dist/lib/index.js');
  const { active, reason } = describeBackend();
  if (active === 'native') {
    console.log('\nNumerics once more, on WebAssembly:');
    return runTests(NUMERICS, count, { FRAMESCOPE_BACKEND: 'wasm' });
  }
  console.log(
    `\nAll tests ran on ${active === 'wasm' ? 'WebAssembly' : 'plain JavaScript'}, none on the native engine: ${reason}.`,
  );
  return 0;
}

/** Runs the built package under every Node that it promises to run on. */
async function runOnOtherNodes(count) {
  console.log('\nThe built package under other Nodes:');
  const { describeBackend } = await import('../../dist/lib/index.js');
  const { passed, failed, skipped } = await checkOtherNodes({ hasNativeEngine: describeBackend().active === 'native' });
  count.passed += passed;
  count.failed += failed;
  count.skipped.push(...skipped);
}

/** Runs vitest and adds its numbers; a file that does not even load counts as one failure. */
async function runTests(files, count, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-test-'));
  const results = join(folder, 'results.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
    const code = await runInForeground(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...files], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (!existsSync(results)) count.failed++;
    else addResults(JSON.parse(readFileSync(results, 'utf8')), count);
    if (code !== 0 && count.failed === 0) count.failed++;
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds what vitest's JSON report says. */
export function addResults({ testResults }, count) {
  for (const { name, status, assertionResults } of testResults) {
    if (status === 'failed' && assertionResults.every((result) => result.status !== 'failed')) count.failed++;
    for (const result of assertionResults) {
      if (result.status === 'passed') count.passed++;
      else if (result.status === 'failed') count.failed++;
      else count.skipped.push(`${relative(root, name)}: ${result.fullName}`);
    }
  }
}

/** The last line of `npm test`. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}
