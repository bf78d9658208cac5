import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { CheckpointError } from '../errors.js';
import { writeError } from '../write-atomically.js';

/** Who writes a checkpoint. */
interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When that process began, as its machine tells it, so that another process of the same number is not taken for it. */
  readonly began: string;
  /** This lock and no other. */
  readonly token: string;
}

/**
 * The right to write one checkpoint: a file `….lock` beside it while training goes on.
 *
 * The lock of a process that is gone from this machine is taken over. The lock of another machine is believed.
 */
export class CheckpointLock {
  private readonly path: string;
  private readonly token: string;

  private constructor(path: string, token: string) {
    this.path = path;
    this.token = token;
  }

  /**
   * @throws {CheckpointError} when another run has it.
   * @throws {WriteError} when the folder cannot be written to.
   */
  static async acquire(checkpoint: string): Promise<CheckpointLock> {
    const path = `${checkpoint}.lock`;
    const owner: Owner = { host: hostname(), pid: process.pid, began: beginningOf('self'), token: randomUUID() };
    // A second round follows after a lock left behind was put aside.
    for (let round = 0; round < 2; round++) {
      if (await create(path, JSON.stringify(owner))) return new CheckpointLock(path, owner.token);
      const other = await readOwner(path);
      if (other === 'gone') continue;
      if (other === 'unreadable' || isAlive(other)) throw inUse(checkpoint, path, other);
      // Of several that come at once one renames it; the others find the winner's, or none.
      await rename(path, `${path}.${owner.token}`).catch(() => undefined);
      await rm(`${path}.${owner.token}`, { force: true });
    }
    throw inUse(checkpoint, path, 'unreadable');
  }

  /**
   * Throws when another run has taken the lock over, as when its file was deleted by hand.
   *
   * @throws {CheckpointError}
   */
  async requireHeld(): Promise<void> {
    const owner = await readOwner(this.path);
    if (typeof owner === 'object' && owner.token === this.token) return;
    throw new CheckpointError('the right to write the checkpoint is lost: its lock was deleted or taken over', {
      received: this.path,
    });
  }

  /** Gives the right back. */
  async release(): Promise<void> {
    const owner = await readOwner(this.path);
    if (typeof owner === 'object' && owner.token === this.token) await rm(this.path, { force: true });
  }
}

/** Whether the file could be made; false when there is one. */
async function create(path: string, content: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Making a folder where a file stands fails with the same code.
    if (code === 'EEXIST' && isFolder(dirname(path))) return false;
    if (code === 'ENOSPC' || code === 'EDQUOT') await rm(path, { force: true });
    throw writeError(path, error);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

async function readOwner(path: string): Promise<Owner | 'gone' | 'unreadable'> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'unreadable';
  }
}

function isAlive({ host, pid, began }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return beginningOf(pid) === began;
}

/** On Linux the machine's start and the clock tick at which a process began; elsewhere nothing, and its number must do. */
function beginningOf(pid: number | 'self'): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name in brackets, may hold spaces: count from behind it.
    return `${boot} ${fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return '';
  }
}

function inUse(checkpoint: string, lock: string, owner: Owner | 'unreadable'): CheckpointError {
  const who = owner === 'unreadable' ? '' : ` (process ${owner.pid} on ${owner.host})`;
  return new CheckpointError(`another run${who} writes the checkpoint ${basename(checkpoint)}`, {
    hint: `Write to another file; if that run is over for certain, delete ${lock}`,
  });
}
