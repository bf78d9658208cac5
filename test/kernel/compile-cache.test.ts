import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadWithCodeCache } from '../../src/kernel/executor/compile-cache.js';
import { Session } from '../../src/kernel/session.js';
import { until } from './notebook.js';

const folder = mkdtempSync(join(tmpdir(), 'framescope-code-'));
const file = join(folder, 'module.cjs');
const kept = join(folder, 'cache', 'code');
const before = process.env.FRAMESCOPE_CACHE;

beforeAll(() => {
  process.env.FRAMESCOPE_CACHE = join(folder, 'cache');
  writeFileSync(file, `exports.path = require('node:path').basename(__filename); exports.square = (n) => n * n;`);
});
afterAll(() => {
  if (before === undefined) delete process.env.FRAMESCOPE_CACHE;
  else process.env.FRAMESCOPE_CACHE = before;
  rmSync(folder, { recursive: true, force: true });
});

function load(): { path: string; nine: number; keepCode: () => void } {
  const { module, keepCode } = loadWithCodeCache(file);
  const { path, square } = module.exports as { path: string; square: (n: number) => number };
  return { path, nine: square(3), keepCode };
}

test('a module is the same with kept code as without, and code is kept once', () => {
  const first = load();
  expect(first).toMatchObject({ path: 'module.cjs', nine: 9 });
  first.keepCode();
  const [name] = readdirSync(kept);
  const code = readFileSync(join(kept, name));
  const second = load();
  expect(second).toMatchObject({ path: 'module.cjs', nine: 9 });
  second.keepCode();
  expect(readdirSync(kept)).toEqual([name]);
  expect(readFileSync(join(kept, name)).equals(code)).toBe(true);
});

test('code that is damaged, cut off or of another text is not used', () => {
  const [name] = readdirSync(kept);
  const code = readFileSync(join(kept, name));
  const flipped = Buffer.from(code);
  flipped[code.length >> 1] ^= 0xff;
  for (const damaged of [flipped, code.subarray(0, code.length >> 1), Buffer.alloc(0), Buffer.from('no code')]) {
    writeFileSync(join(kept, name), damaged);
    expect(load().nine).toBe(9);
  }
  writeFileSync(join(kept, name), code);
  writeFileSync(file, `exports.path = 'other'; exports.square = (n) => n * n + 0;`);
  expect(load()).toMatchObject({ path: 'other', nine: 9 });
});

test('code is kept also where a cell came before there was time for it', async () => {
  const cache = join(folder, 'of-cells');
  const session = Session.open({ cwd: folder, env: { ...process.env, FRAMESCOPE_CACHE: cache } });
  expect((await session.execute('1 + 1')).status).toBe('ok');
  await until(() => existsSync(join(cache, 'code')) && readdirSync(join(cache, 'code')).some((name) => name.endsWith('.bin')));
  await session.shutdown();
});

test('a cache that cannot be written is none', () => {
  process.env.FRAMESCOPE_CACHE = join(file, 'not-a-folder');
  const { nine, keepCode } = load();
  keepCode();
  expect(nine).toBe(9);
});
