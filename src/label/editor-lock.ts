import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvalidInputError } from '../lib/errors.js';
import { writeError } from '../lib/write-atomically.js';

/** Folders that this process works on. */
const own = new Set<string>();

/**
 * Makes sure that one process alone writes journals in a folder, by a file with its number in it. What a killed process left behind
 * does not count.
 *
 * @returns a function that gives the folder free.
 * @throws {InvalidInputError} when another process works there.
 * @throws {WriteError} when nothing can be written there.
 */
export async function lockFolder(path: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw writeError(path, error);
  });
  for (let attempt = 0; ; attempt++) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(`${process.pid}\n`);
      await file.close();
      own.add(path);
      return async () => {
        own.delete(path);
        await rm(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeError(path, error);
    }
    const pid = Number(await readFile(path, 'utf8').catch(() => ''));
    if (attempt > 3 || isAlive(pid) || own.has(path)) {
      throw new InvalidInputError('another label editor works on this folder', {
        received: `process ${pid}`,
        hint: `Use its page, or end it first. If there is none, delete ${path}`,
      });
    }
    await rm(path, { force: true });
  }
}

/** A number that is ours now was another process's before: in containers they come again. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
