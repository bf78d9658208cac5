import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../lib/cache-folder.js';
import { runProgram } from '../lib/child-process.js';
import { MissingEngineError, WriteError } from '../lib/errors.js';
import { pipError } from '../lib/pip-error.js';
import { effectiveSignal, type LongCallOptions, throwIfAborted } from '../lib/progress.js';
import { writeAtomically, writeError } from '../lib/write-atomically.js';
import { findPython } from './find-python.js';
import { withFolderLock } from './folder-lock.js';

/** What an environment shall hold. */
export interface PythonEnvironmentOptions extends LongCallOptions {
  /** Says what it is for: the beginning of its folder's name. */
  readonly name: string;
  /** Lines as in a requirements file. Default: those of `file`. */
  readonly requirements?: readonly string[];
  /** Path of a requirements file. */
  readonly file?: string;
}

/**
 * The Python of a private environment with exactly these requirements, in this user's cache; made with pip when it is not there.
 *
 * It is keyed by its requirements, so whoever asks for the same shares it, and other requirements make another. One whose making
 * was cut short is made anew; processes that want it at the same time wait for the one that makes it.
 *
 * @returns path of its Python.
 * @throws {MissingEngineError} without a Python that can make environments, or when pip fails: no network, no such package.
 * @throws {WriteError} when the disk is full or the cache's folder cannot be written.
 */
export async function makePythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const { name, file, requirements = file === undefined ? [] : (await readFile(file, 'utf8')).split('\n'), onProgress } = options;
  const signal = effectiveSignal(options.signal);
  const wanted = requirements.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
  const hash = createHash('sha256').update(wanted.join('\n')).digest('hex').slice(0, 12);
  const folder = join(cacheFolder('python'), `${name}-${hash}`);
  const python = pythonOf(folder);
  // It holds its own path, so it is made in place; the record is written last and says that it is whole.
  const record = join(folder, 'framescope.json');
  const isWhole = (): boolean => existsSync(record) && existsSync(python);
  if (isWhole()) return python;
  const label = `making the Python environment ${name}: ${wanted.join(', ')}`;
  try {
    const system = await findPython(signal);
    onProgress?.({ done: 0, unit: 'package', label });
    await makeFolder(cacheFolder('python'));
    await withFolderLock(folder, signal, async () => {
      if (isWhole()) return;
      await rm(folder, { recursive: true, force: true });
      await requireSuccess(system, ['-m', 'venv', folder], signal);
      await installPackages(python, wanted, { signal, onPackage: (done) => onProgress?.({ done, unit: 'package', label }) });
      await writeAtomically(record, JSON.stringify({ name, requirements: wanted }));
    });
  } catch (error) {
    throwIfAborted(signal, label);
    throw error;
  }
  return python;
}

/** The Python of an environment that lies in this folder. */
export function pythonOf(folder: string): string {
  return join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeError(folder, error);
  }
}

async function installPackages(
  python: string,
  requirements: readonly string[],
  { signal, onPackage }: { readonly signal: AbortSignal | undefined; readonly onPackage: (done: number) => void },
): Promise<void> {
  let done = 0;
  const args = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off', ...requirements];
  const onOutput = (text: string): void => {
    const collected = text.match(/^Collecting /gm)?.length ?? 0;
    done += collected;
    if (collected > 0) onPackage(done);
  };
  await requireSuccess(python, args, signal, onOutput);
}

async function requireSuccess(
  command: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
  onOutput?: (text: string) => void,
): Promise<void> {
  const ended = await runProgram(command, args, { signal, onOutput, env: { PYTHONUNBUFFERED: '1' } });
  if (ended?.code === 0) return;
  const said = `${ended?.stdout ?? ''}\n${ended?.stderr ?? ''}`;
  if (/No space left on device|not enough space on the disk/i.test(said)) {
    throw new WriteError('the disk is full: there is no room for the Python environment', {
      received: cacheFolder('python'),
      hint: 'It takes about 260 MB. FRAMESCOPE_CACHE names another folder for it',
    });
  }
  if (args[1] === 'venv') throw new MissingEngineError(`${command} cannot make an environment: ${pipError(said)}`);
  throw new MissingEngineError(`pip cannot install what is needed: ${pipError(ended?.stderr ?? '')}`, {
    hint: /connection|resolve|network|timed out|No matching distribution/i.test(said)
      ? 'It needs its package index once; pip config list tells which that is'
      : undefined,
  });
}
