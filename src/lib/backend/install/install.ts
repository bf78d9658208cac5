import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../child-process.js';
import { AbortedError, MissingEngineError } from '../../errors.js';
import { effectiveSignal, type LongCallOptions } from '../../progress.js';
import { compileBinding, headerEntries } from './compile-binding.js';
import { downloadWheel } from './download-wheel.js';
import { bindingFolder, engineFolder, enginesFolder, hasLibraries, prebuiltFolder } from './engine-folder.js';
import { findNativeEngine, type NativeEngine } from './find.js';
import { type NativePlatform, nativePlatform, platformKey, TENSORFLOW_VERSION } from './platforms.js';
import { extractFromWheel } from './wheel-archive.js';

/**
 * Installs the native engine into the user's cache and returns where it is: TensorFlow's C library out of its Python
 * wheel, fetched by pip, and our binding beside it. An engine that is already there is returned at once.
 *
 * Two installers at once are fine: each works in a folder of its own and renames it into place. Needs about 1.2 GB for a
 * moment, 0.85 GB afterwards.
 *
 * @throws {MissingEngineError} naming the step that failed, what that costs, and what to do.
 * @throws {AbortedError} when the signal is aborted; nothing half-done is left.
 */
export async function installNativeEngine({ signal, onProgress }: LongCallOptions = {}): Promise<NativeEngine> {
  const found = findNativeEngine();
  if (!('missing' in found)) return found;
  const work = join(enginesFolder(), `.install-${process.pid}-${randomUUID().slice(0, 8)}`);
  const stop = effectiveSignal(signal);
  try {
    return await install({ work, signal: stop, onProgress });
  } catch (error) {
    if (stop?.aborted) throw new AbortedError('installing the native engine was interrupted', { cause: error });
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function install({ work, signal, onProgress }: LongCallOptions & { readonly work: string }): Promise<NativeEngine> {
  const tell = (label: string, done: number, total?: number): void => onProgress?.({ done, total, unit: 'byte', label });
  const platform = await step('choosing the library', async () => supportedPlatform());
  const folder = engineFolder();
  const binding = bindingFolder(folder, platform);
  await step('making a folder in the cache', async () => {
    await mkdir(work, { recursive: true });
    await removeAbandoned();
  });

  // Everything is prepared, and tried, in the work folder as it will lie in the engine's.
  const staged = join(work, 'engine');
  const stagedBinding = join(staged, 'binding');
  const isLibraryThere =
    hasLibraries(folder, platform) && (platform.prebuilt !== undefined || existsSync(join(folder, 'include')));
  if (!isLibraryThere) {
    const wheel = await step('downloading TensorFlow', () => {
      tell(`downloading TensorFlow ${TENSORFLOW_VERSION}`, 0, platform.wheel.size);
      return downloadWheel(platform.wheel, {
        folder: work,
        signal,
        onProgress: (done, total) => tell(`downloading TensorFlow ${TENSORFLOW_VERSION}`, done, total),
      });
    });
    await step('unpacking TensorFlow', () =>
      extractFromWheel(wheel, {
        files: [...platform.libraries, ...headerEntries()],
        folder: staged,
        signal,
        onProgress: (done, total) => tell('unpacking TensorFlow', done, total),
      }),
    );
    await rm(wheel);
    await step('putting the library in place', () => putInPlace(staged, folder, () => hasLibraries(folder, platform)));
  }
  tell('preparing the binding', 0);
  await step('preparing the binding', () => provideBinding(stagedBinding, folder, platform, signal));
  const placed = join(folder, `.trial-${randomUUID().slice(0, 8)}`);
  try {
    await rename(stagedBinding, placed);
    await step('trying the engine', () => tryBinding(join(placed, 'tfjs_binding.node'), signal));
    await step('putting the binding in place', () => putInPlace(placed, binding, () => existsSync(binding)));
  } finally {
    await rm(placed, { recursive: true, force: true });
  }
  return { folder, binding: join(binding, 'tfjs_binding.node'), version: TENSORFLOW_VERSION };
}

/** Runs one step; a failure names it, says what is degraded and how to mend it. */
async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new MissingEngineError(`The native engine could not be installed: ${name} failed: ${(error as Error).message}`, {
      hint: `Without it framescope computes in WebAssembly: training is about 6 times slower. ${mend(name)}`,
      cause: error,
    });
  }
}

function mend(name: string): string {
  const again = "then run 'framescope backend install' again";
  if (name === 'downloading TensorFlow') {
    return `See that 'python3 -m pip download' reaches its package index (Debian: apt install python3-pip), ${again}`;
  }
  if (name === 'preparing the binding')
    return `Install a C++ compiler (Debian: apt install g++; macOS: xcode-select --install), ${again}`;
  if (name === 'choosing the library') return 'Nothing mends this on this machine: use another one for long training';
  return `See that ${enginesFolder()} can be written and has 1.2 GB left, ${again}`;
}

function supportedPlatform(): NativePlatform {
  const platform = nativePlatform();
  if ('missing' in platform) throw new MissingEngineError(platform.missing);
  if (process.platform === 'linux') {
    const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
    const [major = 0, minor = 0] = (header.glibcVersionRuntime ?? '').split('.').map(Number);
    if (major * 100 + minor < 228) {
      const received = header.glibcVersionRuntime ?? 'another C library (as on Alpine Linux)';
      throw new MissingEngineError('TensorFlow needs glibc 2.28 or later', { received });
    }
  }
  return platform;
}

/** Puts the shipped binding into `staged` after checking its hashes, or compiles one where none is shipped. */
async function provideBinding(
  staged: string,
  engine: string,
  platform: NativePlatform,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(staged, { recursive: true });
  if (!platform.prebuilt) {
    const libraries = platform.libraries.map(({ file }) => join(engine, file));
    return compileBinding({ folder: staged, libraries, include: join(engine, 'include'), signal });
  }
  const shipped = prebuiltFolder(platform.prebuilt);
  const sums = await readFile(join(shipped, 'SHA256SUMS'), 'utf8');
  for (const [, sha256, name] of sums.matchAll(/^([0-9a-f]{64}) {2}([\w.]+)$/gm)) {
    const content = await readFile(join(shipped, name));
    if (createHash('sha256').update(content).digest('hex') !== sha256) {
      throw new MissingEngineError(`the shipped ${name} is damaged: its SHA-256 differs`, { hint: 'Install framescope again' });
    }
    await copyFile(join(shipped, name), join(staged, name));
  }
}

/** Loads the binding in a child process, so that a crash stays there, and lets it add two vectors. */
async function tryBinding(binding: string, signal: AbortSignal | undefined): Promise<void> {
  const program = `const b = require(process.argv[1]);
    const x = b.createTensor([2], b.TF_FLOAT, new Float32Array([1, 2]));
    const [sum] = b.executeOp('AddV2', [{ name: 'T', type: b.TF_ATTR_TYPE, value: b.TF_FLOAT }], [x, x], 1);
    console.log(b.TF_Version, ...b.tensorDataSync(sum.id));`;
  const env = { FRAMESCOPE_TENSORFLOW_LOG: '1' };
  const finished = await runProgram(process.execPath, ['-e', program, binding], { signal, env });
  if (finished?.stdout.trim() === `${TENSORFLOW_VERSION} 2 4`) return;
  const words =
    finished?.stderr
      .trim()
      .split('\n')
      .filter((line) => /error|fatal|F0000|cannot|GLIBC/i.test(line)) ?? [];
  const end = finished?.endedBy ? `it was ended by ${finished.endedBy}` : `exit code ${finished?.code}`;
  throw new MissingEngineError(`the library of ${platformKey()} does not run: ${words[0] ?? end}`);
}

/** Renames a finished folder to its place; where another installer was first, its work is kept, and a broken one replaced. */
async function putInPlace(from: string, to: string, isWhole: () => boolean): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (isWhole()) return;
      if (attempt === 2 || !existsSync(to)) throw error;
      const aside = `${from}-replaced`;
      await rename(to, aside).catch(() => {});
      await rm(aside, { recursive: true, force: true });
    }
  }
}

/** Removes work folders that a killed installer left a day ago or earlier. */
async function removeAbandoned(): Promise<void> {
  const day = 24 * 60 * 60 * 1000;
  for (const name of await readdir(enginesFolder())) {
    if (!name.startsWith('.install-')) continue;
    const path = join(enginesFolder(), name);
    const made = await stat(path).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > day) await rm(path, { recursive: true, force: true });
  }
}
