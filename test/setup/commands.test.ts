import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-commands-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function script(
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', name), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, out: stdout, err: stderr };
}

/** Runs a line of JavaScript that has `run` from scripts/setup/run.mjs. */
function runner(code: string): string[] {
  const module = JSON.stringify(new URL('../../scripts/setup/run.mjs', import.meta.url).href);
  return ['--input-type=module', '-e', `import * as run from ${module}; ${code}`];
}

describe('npm start', () => {
  test('--help shows how it is used and does nothing', () => {
    const { status, out } = script('start.mjs', ['--help']);
    expect(status).toBe(0);
    expect(out).toMatch(/npm start.*--data FOLDER/s);
  });

  test('an unknown option is wrong use, told with the right one', () => {
    const { status, err } = script('start.mjs', ['--folder', 'x']);
    expect(status).toBe(2);
    expect(err).toContain("Unknown option '--folder'");
    expect(err).toContain('--data FOLDER');
  });

  test('a folder that is not there is told before anything is installed, with what is there instead', () => {
    const { status, out, err } = script('start.mjs', ['--data', 'vidoes'], { INIT_CWD: root });
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(`There is no folder ${join(root, 'vidoes')}`);
    expect(err).toMatch(/there are:.*notebooks/);
  });

  test('a file instead of a folder names the folder it lies in; relative paths are meant from where the user is', () => {
    writeFileSync(join(folder, 'a.mp4'), '');
    const { status, err } = script('start.mjs', ['--data', 'a.mp4'], { INIT_CWD: folder });
    expect(status).toBe(1);
    expect(err).toContain(`Give the folder it lies in: ${folder}`);
  });
});

describe('a command in the foreground', () => {
  test('gives its exit code', () => {
    const code = "process.exitCode = await run.runInForeground(process.execPath, ['-e', 'process.exit(7)']);";
    expect(spawnSync(process.execPath, runner(code)).status).toBe(7);
  });

  test('is handed an interrupt, may finish in its own way, and ends with 130', async () => {
    const ready = join(folder, 'ready');
    const saved = join(folder, 'saved');
    const child = `process.on('SIGINT', () => { require('fs').writeFileSync(${JSON.stringify(saved)}, ''); process.exit(0); });
      setInterval(() => {}, 1000); require('fs').writeFileSync(${JSON.stringify(ready)}, '');`;
    const code = `process.exitCode = await run.runInForeground(process.execPath, ['-e', ${JSON.stringify(child)}]);`;
    const parent = spawn(process.execPath, runner(code), { stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => parent.on('close', resolve));
    await vi.waitFor(() => expect(existsSync(ready)).toBe(true), { timeout: 10_000 });
    parent.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(existsSync(saved)).toBe(true);
  });
});

describe('set-up', () => {
  test('takes less than a second when nothing changed, a line a step', () => {
    const module = JSON.stringify(new URL('../../scripts/setup/set-up.mjs', import.meta.url).href);
    const code = `const { setUp } = await import(${module}); const { seconds } = await setUp({ out: process.stderr }); console.log(seconds);`;
    const run = (): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, ['--input-type=module', '-e', code], {
        encoding: 'utf8',
        env: { ...process.env, FRAMESCOPE_BACKEND: 'cpu' },
      });
    run();
    const { stdout, stderr } = run();
    expect(String(stderr).trim().split('\n')).toEqual([
      expect.stringMatching(/^dependencies: as package-lock\.json says \(0\.\d s\)$/),
      expect.stringMatching(/^build: up to date \(0\.\d s\)$/),
      expect.stringMatching(/^link: .* \(0\.\d s\)$/),
      expect.stringMatching(/^programs: .* \(0\.\d s\)$/),
      expect.stringMatching(/^engine: .* \(0\.\d s\)$/),
    ]);
    expect(Number(stdout)).toBeLessThan(1);
  });
});

describe('what a machine lacks', async () => {
  const { missingPrograms } = (await import(new URL('../../scripts/setup/programs-step.mjs', import.meta.url).href)) as {
    missingPrograms(env: NodeJS.ProcessEnv): string[];
  };

  test('is told a sentence each, with what it means; a variable may name a program elsewhere', () => {
    expect(missingPrograms({ PATH: folder })).toEqual([
      expect.stringMatching(/^No ffmpeg: .*no AV1\.$/),
      expect.stringMatching(/^No Chromium: .*browser/),
      expect.stringMatching(/^No Python 3: the native engine cannot be installed/),
    ]);
    writeFileSync(join(folder, 'python3'), '', { mode: 0o755 });
    expect(missingPrograms({ PATH: folder, CHROMIUM: '/opt/browser', FRAMESCOPE_FFMPEG: '/opt/ffmpeg' })).toEqual([]);
  });
});

describe('chapter 1 without the native engine', async () => {
  const { shortened, declaredParameters } = (await import(
    new URL('../../scripts/setup/first-report.mjs', import.meta.url).href
  )) as {
    shortened(engine: string, declared: string[]): { parameters: Record<string, unknown>; sentence: string };
    declaredParameters(notebook: string): string[];
  };

  test('is given only parameters that it has, and says what was shortened', () => {
    const declared = declaredParameters('notebooks/01-counting-jumps.ipynb');
    expect(declared).toEqual(expect.arrayContaining(['folder', 'epochs', 'stepsPerEpoch', 'stride', 'ascentSteps']));
    expect(Object.keys(shortened('wasm', declared).parameters).every((name) => declared.includes(name))).toBe(true);
    const withWeights = shortened('wasm', ['weights', 'epochs', 'stepsPerEpoch']);
    expect(withWeights.parameters).toEqual({ weights: 'shipped', epochs: 1, stepsPerEpoch: 4 });
    expect(withWeights.sentence).toMatch(/^WebAssembly computes .*weights that come along.*token epoch/);
    expect(shortened('cpu', ['stepsPerEpoch']).sentence).toMatch(/^plain JavaScript computes .*not a trained network/);
  });
});

describe('npm test', async () => {
  const { addResults, closingLine } = (await import(new URL('../../scripts/setup/checks.mjs', import.meta.url).href)) as {
    addResults(results: object, count: object): void;
    closingLine(count: object): string;
  };
  const file = (status: string, ...statuses: string[]): object => ({
    name: join(root, 'test/a.test.ts'),
    status,
    assertionResults: statuses.map((each, i) => ({ status: each, fullName: `test ${i}` })),
  });

  test('counts what passed, failed and was skipped; a file that does not load is a failure', () => {
    const count = { passed: 4, failed: 0, skipped: [] as string[] };
    const testResults = [file('passed', 'passed', 'skipped'), file('failed', 'passed', 'failed'), file('failed')];
    addResults({ testResults }, count);
    expect(count).toEqual({ passed: 6, failed: 2, skipped: ['test/a.test.ts: test 1'] });
    expect(closingLine(count)).toBe('6 passed, 2 failed, 1 skipped');
    expect(closingLine({ passed: 1, failed: 0, skipped: [] })).toBe('1 passed, 0 failed');
  });
});

test.skipIf(process.platform === 'win32')('.ci/run is sound shell', () => {
  expect(spawnSync('bash', ['-n', join(root, '.ci/run')]).status).toBe(0);
});
