import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { compileBinding } from '../../src/lib/backend/install/compile-binding.js';
import { engineFolder, enginesFolder } from '../../src/lib/backend/install/engine-folder.js';
import {
  findNativeEngine,
  installNativeEngine,
  nativePlatform,
  TENSORFLOW_VERSION,
} from '../../src/lib/backend/install/index.js';
import { userCacheFolder } from '../../src/lib/cache-folder.js';
import { AbortedError, MissingEngineError } from '../../src/lib/errors.js';

const platform = nativePlatform();
const hasPlatform = !('missing' in platform);
const installed = findNativeEngine();
const hasEngine = !('missing' in installed);
const hasCompiler = spawnSync('c++', ['--version']).status === 0 && spawnSync('cc', ['--version']).status === 0;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-engine-'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Loads a binding in a process of its own and squares a matrix with it. */
function load(binding: string, env: NodeJS.ProcessEnv = {}): { stdout: string; stderr: string } {
  const program = `const b = require(process.argv[1]);
    const x = b.createTensor([2, 2], b.TF_FLOAT, new Float32Array([1, 2, 3, 4]));
    const no = (name) => ({ name, type: b.TF_ATTR_BOOL, value: false });
    const [y] = b.executeOp('MatMul', [no('transpose_a'), no('transpose_b'), { name: 'T', type: b.TF_ATTR_TYPE, value: b.TF_FLOAT }], [x, x], 1);
    console.log(b.TF_Version, ...b.tensorDataSync(y.id));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program, binding], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { stdout: stdout.trim(), stderr };
}

/** A cache that holds the installed libraries (as links) and no binding. */
function cacheWithLibraries(): void {
  if (!hasPlatform || !hasEngine) throw new Error('no engine');
  mkdirSync(engineFolder(), { recursive: true });
  for (const { file } of platform.libraries) symlinkSync(join(installed.folder, file), join(engineFolder(), file));
  symlinkSync(join(installed.folder, 'include'), join(engineFolder(), 'include'));
}

/** A PATH whose python3 is this shell script. */
function pretendPython(script: string): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'python3'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, 'python3'), 0o755);
  vi.stubEnv('PATH', [bin, '/usr/bin', '/bin'].join(delimiter));
}

describe('the cache', () => {
  test('is XDG_CACHE_HOME where that is an absolute path, else ~/.cache', () => {
    expect(enginesFolder()).toBe(join(folder, 'cache/framescope/engines'));
    vi.stubEnv('XDG_CACHE_HOME', 'relative/path');
    expect(userCacheFolder()).toBe(join(homedir(), '.cache'));
    vi.stubEnv('XDG_CACHE_HOME', '');
    expect(userCacheFolder()).toBe(join(homedir(), '.cache'));
  });

  test('without an engine in it, the way to one is named', () => {
    expect(findNativeEngine()).toEqual({ missing: expect.stringMatching(/framescope backend install|TensorFlow/) });
  });
});

describe.skipIf(!hasPlatform)('a failed installation', () => {
  const said = 'ERROR: Could not find a version that satisfies the requirement';

  test("of the download says the step, pip's words, what is degraded and how to mend it, and leaves nothing", async () => {
    pretendPython(`case "$*" in *--version*) echo "pip 25.0 from here";; *) echo "${said}" >&2; exit 1;; esac`);
    const failure = await installNativeEngine().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MissingEngineError);
    const { message } = failure as Error;
    expect(message).toContain('downloading TensorFlow failed');
    expect(message).toContain('Could not find a version');
    expect(message).toContain('WebAssembly: training is about 6 times slower');
    expect(message).toContain("'framescope backend install'");
    expect(readdirSync(enginesFolder())).toEqual([]);
  });

  test('because another wheel arrived refuses it', async () => {
    pretendPython(
      'while [ "$1" != --dest ]; do case "$1" in --version) echo "pip 25.0"; exit 0;; esac; shift; done\n' +
        `echo other > "$2/${hasPlatform ? platform.wheel.fileName : ''}"`,
    );
    await expect(installNativeEngine()).rejects.toThrow(/is 6 bytes long.*exactly \d+ bytes/);
    expect(readdirSync(enginesFolder())).toEqual([]);
  });

  test('for want of pip names all that was tried', async () => {
    vi.stubEnv('PATH', join(folder, 'nothing'));
    await expect(installNativeEngine()).rejects.toThrow(/there is no pip \(tried python3 -m pip, pip3/);
  });

  test('by abort ends pip, leaves nothing and is an AbortedError', async () => {
    const mark = join(folder, 'started');
    pretendPython(`case "$*" in *--version*) echo "pip 25.0";; *) echo $$ > ${mark}; exec sleep 60;; esac`);
    const abort = new AbortController();
    const installing = installNativeEngine({ signal: abort.signal });
    const outcome = expect(installing).rejects.toBeInstanceOf(AbortedError);
    await vi.waitFor(() => expect(existsSync(mark)).toBe(true), { timeout: 10_000 });
    abort.abort();
    await outcome;
    expect(readdirSync(enginesFolder())).toEqual([]);
  });
});

describe.skipIf(!hasEngine)('the native engine (needs an installed one: framescope backend install)', () => {
  const binding = hasEngine ? installed.binding : '';

  test('computes, and writes nothing on standard error', () => {
    expect(load(binding)).toEqual({ stdout: `${TENSORFLOW_VERSION} 7 10 15 22`, stderr: '' });
  });

  test("keeps TensorFlow's lines where they are asked for", () => {
    expect(load(binding, { FRAMESCOPE_TENSORFLOW_LOG: '1' }).stderr).toContain('oneDNN');
  });

  test('gets its binding back without pip or network where the libraries are there; two installers at once agree', async () => {
    cacheWithLibraries();
    vi.stubEnv('PATH', join(folder, 'nothing'));
    expect(findNativeEngine()).toHaveProperty('missing');
    const [first, second] = await Promise.all([installNativeEngine(), installNativeEngine()]);
    expect(first).toEqual(second);
    expect(findNativeEngine()).toEqual(first);
    expect(load(first.binding).stdout).toBe(`${TENSORFLOW_VERSION} 7 10 15 22`);
    expect(readdirSync(engineFolder()).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('that does not load is not put in place', async () => {
    cacheWithLibraries();
    if (!hasPlatform) return;
    const [{ file }] = platform.libraries;
    rmSync(join(engineFolder(), file));
    writeFileSync(join(engineFolder(), file), 'no library');
    await expect(installNativeEngine()).rejects.toThrow(/trying the engine failed/);
    expect(findNativeEngine()).toHaveProperty('missing');
  });

  test.skipIf(!hasCompiler)(
    'is the same with a binding compiled here (needs cc and c++)',
    async () => {
      cacheWithLibraries();
      const out = join(engineFolder(), 'compiled');
      const libraries = hasPlatform ? platform.libraries.map(({ file }) => join(engineFolder(), file)) : [];
      await compileBinding({ folder: out, libraries, include: join(dirname(out), 'include') });
      expect(load(join(out, 'tfjs_binding.node'))).toEqual({ stdout: `${TENSORFLOW_VERSION} 7 10 15 22`, stderr: '' });
    },
    240_000,
  );
});
