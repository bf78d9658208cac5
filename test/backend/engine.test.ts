import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const DIST = pathToFileURL(fileURLToPath(new URL('../../dist/lib/', import.meta.url))).href;
const folder = mkdtempSync(join(tmpdir(), 'framescope-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a few lines in a fresh process. */
function run(lines: string, env: NodeJS.ProcessEnv = {}): { stdout: string; stderr: string } {
  const program = `const framescope = await import('${DIST}index.js'); ${lines}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { ...process.env, FRAMESCOPE_BACKEND: '', ...env },
  });
  return { stdout, stderr };
}

const withoutEngine = { XDG_CACHE_HOME: join(folder, 'empty') };
const describeIt = 'console.log(JSON.stringify(framescope.describeBackend()));';
const startIt = `await framescope.engineReady(); ${describeIt}`;
const useIt =
  'const model = framescope.speedCounter(); model.summary(); framescope.speedCounter(); console.log(model.parameterCount);';
const hasNative = JSON.parse(run(describeIt).stdout).active === 'native';

/** A cache whose native engine is two empty libraries and a binding that is no library. */
function cacheWithBrokenEngine(): NodeJS.ProcessEnv {
  const env = { XDG_CACHE_HOME: join(folder, 'broken') };
  const files = JSON.parse(
    run(
      `const { engineFolder, bindingFolder } = await import('${DIST}backend/install/engine-folder.js');
      const { nativePlatform } = await import('${DIST}backend/install/platforms.js');
      const platform = nativePlatform();
      const binding = bindingFolder(engineFolder(), platform) + '/tfjs_binding.node';
      console.log(JSON.stringify([binding, ...platform.libraries.map(({ file }) => engineFolder() + '/' + file)]));`,
      env,
    ).stdout,
  ) as string[];
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'no library');
  }
  return env;
}

describe('the engine that is chosen', () => {
  test.each([
    ['', 'FRAMESCOPE_BACKEND is empty and nothing is installed', withoutEngine, 'wasm', /not installed: 'framescope backend/],
    ['wasm', 'WebAssembly is asked for', {}, 'wasm', /^FRAMESCOPE_BACKEND asks for WebAssembly; .*slower/],
    ['cpu', 'plain JavaScript is asked for', {}, 'cpu', /^FRAMESCOPE_BACKEND asks for plain JavaScript; .*slower/],
  ])('%j: %s', (name, _, env, active, reason) => {
    const { stdout } = run(startIt, { ...env, FRAMESCOPE_BACKEND: name });
    expect(JSON.parse(stdout)).toEqual({ active, version: '4.22.0', reason: expect.stringMatching(reason) });
  });

  test.skipIf(!hasNative)('native where it is installed, in silence', () => {
    const { stdout, stderr } = run(startIt + useIt, { FRAMESCOPE_BACKEND: 'native' });
    const [description, parameters] = stdout.trim().split('\n');
    expect(JSON.parse(description)).toMatchObject({ active: 'native', reason: expect.stringContaining('on the') });
    expect(parameters).toBe('32368');
    expect(stderr).toBe('');
  });

  test.skipIf(!hasNative)('a native engine that does not load leaves WebAssembly, with what the system said', () => {
    const env = cacheWithBrokenEngine();
    const { stdout, stderr } = run(startIt, env);
    expect(JSON.parse(stdout)).toMatchObject({ active: 'wasm', reason: expect.stringMatching(/does not load: .*binding/) });
    expect(stderr).toContain('FramescopeWarning: framescope computes in WebAssembly');
    const forced = run(startIt, { ...env, FRAMESCOPE_BACKEND: 'native' });
    expect(forced.stderr).toMatch(/MissingEngineError: the native engine cannot be used: .* does not load/);
  });

  test.each([
    ['is missing from this Node', 'delete globalThis.WebAssembly;', 'this Node runs without it'],
    [
      'cannot be instantiated',
      "WebAssembly.instantiate = WebAssembly.instantiateStreaming = () => Promise.reject(new Error('out of memory'));",
      'its module does not start',
    ],
  ])('where WebAssembly %s, plain JavaScript computes and says why', (_, breakIt, reason) => {
    const { stdout, stderr } = run(breakIt + startIt, withoutEngine);
    expect(JSON.parse(stdout)).toMatchObject({ active: 'cpu', reason: expect.stringContaining(reason) });
    expect(JSON.parse(stdout).reason).toContain('framescope backend install');
    expect(stderr).toContain('FramescopeWarning: framescope computes in plain JavaScript');
    const forced = run(breakIt + startIt, { FRAMESCOPE_BACKEND: 'wasm' });
    expect(forced.stderr).toContain('MissingEngineError: WebAssembly cannot be used: ');
  });

  test('forced, but not there: an error; an unknown name: another', () => {
    expect(run(useIt, { ...withoutEngine, FRAMESCOPE_BACKEND: 'native' }).stderr).toContain(
      'MissingEngineError: the native engine cannot be used: the native engine is not installed',
    );
    expect(run(useIt, { FRAMESCOPE_BACKEND: 'gpu' }).stderr).toContain(
      "FRAMESCOPE_BACKEND is not known. Received: \"gpu\". Accepted: 'native', 'wasm', 'cpu'.",
    );
  });
});

describe('a degraded engine', () => {
  test('is told once, with what it costs and what to do', () => {
    const { stdout, stderr } = run(`${useIt} await framescope.engineReady(); framescope.speedCounter();`, withoutEngine);
    expect(stdout.trim()).toBe('32368');
    expect(stderr.match(/FramescopeWarning/g)).toHaveLength(1);
    expect(stderr).toMatch(/framescope computes in WebAssembly: .*framescope backend install.*times slower/);
  });

  test('that was asked for is none; asking what runs warns of nothing', () => {
    expect(run(startIt + useIt, { FRAMESCOPE_BACKEND: 'wasm' }).stderr).toBe('');
    expect(run(describeIt, withoutEngine).stderr).toBe('');
  });
});

test('plain JavaScript computes until WebAssembly has started; tensors and weights move over unchanged', () => {
  const { stdout, stderr } = run(
    `const { engine } = await import('${DIST}backend/engine.js');
    const tf = engine();
    const model = framescope.speedCounter();
    const values = () => model.weights().map(({ variable }) => Array.from(variable.dataSync()));
    const [before, at] = [values(), [tf.getBackend()]];
    const crashListeners = process.listenerCount('unhandledRejection');
    const starting = framescope.engineReady();
    at.push(tf.getBackend());
    const x = tf.randomUniform([1, 4, 128, 128, 1], 0, 1, 'float32', 3);
    const early = model.apply(x).dataSync();
    await starting;
    at.push(tf.getBackend());
    const late = model.apply(x).dataSync();
    const isSame = JSON.stringify(values()) === JSON.stringify(before);
    const difference = Math.max(...early.map((value, i) => Math.abs(value - late[i])));
    console.log(JSON.stringify({ at, isSame, difference, listeners: process.listenerCount('unhandledRejection') - crashListeners }));`,
    { FRAMESCOPE_BACKEND: 'wasm' },
  );
  expect(stderr).toBe('');
  const { at, isSame, difference, listeners } = JSON.parse(stdout);
  expect(at).toEqual(['cpu', 'cpu', 'wasm']);
  expect(isSame).toBe(true);
  expect(difference).toBeLessThan(1e-5);
  expect(listeners).toBe(0);
});
