import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { engineFolder } from '../../src/lib/backend/install/engine-folder.js';
import { userCacheFolder } from '../../src/lib/cache-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const environments = join(userCacheFolder(), 'framescope/python');
const hasZig = existsSync(environments) && readdirSync(environments).some((name) => name.startsWith('ziglang-'));
const isWanted = process.env.FRAMESCOPE_REBUILD_BINDING === '1' || hasZig;
const hasHeaders = existsSync(join(engineFolder(), 'include')) && existsSync(join(root, 'dist/lib/backend/install'));

test.skipIf(!isWanted || !hasHeaders).each(['linux-x64', 'linux-arm64'])(
  "the recipe gives the shipped binding of %s, byte for byte (runs with an installed engine and FRAMESCOPE_REBUILD_BINDING=1, which fetches PyPI's ziglang)",
  (platform) => {
    const out = mkdtempSync(join(tmpdir(), 'framescope-rebuilt-'));
    try {
      const built = spawnSync(process.execPath, [join(root, 'native/build-binding.mjs'), '--platform', platform, '--out', out], {
        encoding: 'utf8',
      });
      expect(built.stderr).toBe('');
      expect(built.stdout).toBe(readFileSync(join(root, 'native/prebuilt', platform, 'SHA256SUMS'), 'utf8'));
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
  600_000,
);
