import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The folder beside the repository that holds golden arrays and real data; absent on most machines. */
export const SHARED: string = join(dirname(resolve(REPOSITORY)), 'shared');

/** Golden data: `GOLDEN_DIR`, else the one beside the repository. */
export const GOLDEN: string = process.env.GOLDEN_DIR ? resolve(process.env.GOLDEN_DIR) : join(SHARED, 'golden');

/** Whether golden data of a kind are there; where `GOLDEN_DIR` is set they must be. */
export function hasGolden(kind: string): boolean {
  const isThere = existsSync(join(GOLDEN, kind));
  if (!isThere && process.env.GOLDEN_DIR) throw new Error(`GOLDEN_DIR holds no ${kind}`);
  return isThere;
}
