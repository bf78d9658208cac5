import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { Script } from 'node:vm';
import { attempt } from './plain-text.js';

/** A module that was loaded with the machine code of an earlier process, where there is some. */
export interface CachedModule {
  readonly module: Module;
  /** Keeps the code for processes to come, once the functions in use are compiled; nothing where it is kept already. */
  keepCode(): void;
}

/**
 * Loads a large CommonJS file; with the code that V8 kept in the user's cache, in half the time. Node 22 can do so by itself
 * (`module.enableCompileCache`), Node 20 cannot. V8 refuses code of another version of its own, or of another text.
 */
export function loadWithCodeCache(file: string): CachedModule {
  const source = readFileSync(file, 'utf8');
  const kept = cacheFile(file);
  const cachedData = readOwn(kept);
  const script = new Script(Module.wrap(source), { filename: file, cachedData });
  const module = new Module(file);
  module.filename = file;
  const run = script.runInThisContext() as (this: unknown, ...args: unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
  module.loaded = true;
  const isKept = cachedData !== undefined && script.cachedDataRejected === false;
  return { module, keepCode: () => isKept || writeQuietly(kept, script.createCachedData()) };
}

function cacheFile(file: string): string {
  const { FRAMESCOPE_CACHE: own, XDG_CACHE_HOME: users } = process.env;
  const folder = own || join(users && isAbsolute(users) ? users : join(homedir(), '.cache'), 'framescope');
  const { size, mtimeMs } = statSync(file);
  const key = createHash('sha256').update(`${file} ${size} ${mtimeMs} ${process.version} ${process.arch}`).digest('hex');
  return join(folder, 'code', `${key.slice(0, 24)}.bin`);
}

/** Code is taken only from a file that is this user's, and only whole: V8 does not look at all of it before it uses it. */
function readOwn(path: string): Buffer | undefined {
  try {
    if (statSync(path).uid !== (process.getuid?.() ?? 0)) return undefined;
    const kept = readFileSync(path);
    const data = kept.subarray(SUM_BYTES);
    return checksum(data).equals(kept.subarray(0, SUM_BYTES)) ? data : undefined;
  } catch {
    return undefined;
  }
}

const SUM_BYTES = 20;

function checksum(data: Buffer): Buffer {
  return createHash('sha1').update(data).digest();
}

/** A cache that cannot be written is none. */
function writeQuietly(path: string, data: Buffer): void {
  const fresh = `${path}.${randomUUID()}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(fresh, Buffer.concat([checksum(data), data]), { mode: 0o600 });
    renameSync(fresh, path);
  } catch {
    attempt(() => rmSync(fresh, { force: true }));
  }
}
