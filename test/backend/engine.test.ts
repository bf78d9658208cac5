import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const LIBRARY = pathToFileURL(fileURLToPath(new URL('../../dist/lib/index.js', import.meta.url))).href;
const emptyCache = mkdtempSync(join(tmpdir(), 'framescope-cache-'));
afterAll(() => rmSync(emptyCache, { recursive: true }));

/** Runs a few lines in a fresh process. */
function run(lines: string, env: NodeJS.ProcessEnv): { stdout: string; stderr: string } {
  const program = `const framescope = await import('${LIBRARY}'); ${lines}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { ...process.env, FRAMESCOPE_BACKEND: '', ...env },
  });
  return { stdout, stderr };
}

const withoutEngine = { XDG_CACHE_HOME: emptyCache };
const describeIt = 'console.log(JSON.stringify(framescope.describeBackend()));';
const useIt =
  'const model = framescope.speedCounter(); model.summary(); framescope.speedCounter(); console.log(model.parameterCount);';

describe('the engine', () => {
  test('without the native library plain JavaScript computes, and says so once, with what to do', () => {
    const { stdout, stderr } = run(useIt, withoutEngine);
    expect(stdout.trim()).toBe('32368');
    expect(
      stderr.match(/FramescopeWarning: framescope computes in plain JavaScript: .*framescope backend install/g),
    ).toHaveLength(1);
    expect(stderr).toContain('about 100 times slower');
  });

  test('asking what runs warns of nothing', () => {
    const { stdout, stderr } = run(describeIt, withoutEngine);
    expect(JSON.parse(stdout)).toMatchObject({ active: 'cpu', reason: expect.stringContaining('framescope backend install') });
    expect(stderr).toBe('');
  });

  test('plain JavaScript that was asked for is no defect', () => {
    const { stdout, stderr } = run(describeIt + useIt, { FRAMESCOPE_BACKEND: 'cpu' });
    expect(stdout).toContain('FRAMESCOPE_BACKEND asks for plain JavaScript');
    expect(stderr).toBe('');
  });

  test('forced, but not there: an error; an unknown name: another', () => {
    expect(run(useIt, { ...withoutEngine, FRAMESCOPE_BACKEND: 'native' }).stderr).toContain(
      'MissingEngineError: the native engine cannot be used: it is not installed',
    );
    expect(run(useIt, { FRAMESCOPE_BACKEND: 'gpu' }).stderr).toContain(
      "FRAMESCOPE_BACKEND is not known. Received: \"gpu\". Accepted: 'native', 'cpu'.",
    );
  });

  test.skipIf(JSON.parse(run(describeIt, {}).stdout).active !== 'native')('the native library starts in silence', () => {
    const { stdout, stderr } = run(useIt, { FRAMESCOPE_BACKEND: 'native' });
    expect(stdout.trim()).toBe('32368');
    expect(stderr).toBe('');
  });
});
