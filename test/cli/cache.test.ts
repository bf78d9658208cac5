import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DiskCache } from '../../src/lib/data/cache/disk-cache.js';
import { Workplace } from './framescope.js';

const workplace = new Workplace();
afterAll(() => workplace.close());

let cache = '';
let count = 0;

/** Frames of two settings, a damaged entry, an engine of 2000 bytes and a Python environment of 300. */
beforeEach(async () => {
  cache = join(workplace.folder, `cache-${count++}`);
  vi.stubEnv('FRAMESCOPE_CACHE', cache);
  vi.stubEnv('FRAMESCOPE_CACHE_LIMIT', '1 GB');
  const frames = new DiskCache({ folder: join(cache, 'frames'), limit: 1e9 });
  for (const size of [8, 4]) {
    const key = { kind: 'frames', source: { path: '/clips/clip.mp4' }, settings: { size, color: 'gray' } };
    await frames.write(key, {}, [new Uint8Array(size * 1000)]);
  }
  writeFileSync(join(cache, 'frames', `${'0'.repeat(64)}.entry`), 'no entry');
  const engine = join(cache, 'engines', 'tensorflow-2.21.0-test');
  mkdirSync(join(engine, 'binding'), { recursive: true });
  writeFileSync(join(engine, 'binding', 'library'), new Uint8Array(2000));
  const environment = join(cache, 'python', 'lab-0123456789ab');
  mkdirSync(environment, { recursive: true });
  writeFileSync(join(environment, 'pyvenv.cfg'), new Uint8Array(300));
  mkdirSync(join(cache, 'code'));
  writeFileSync(join(cache, 'code', 'compiler.bin'), new Uint8Array(70));
});
afterEach(() => vi.unstubAllEnvs());

describe('framescope cache', () => {
  test('list shows frames with their source, size and settings, damaged entries, engines', async () => {
    const { code, out, err } = await workplace.call('cache', 'list');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^decoded frames: 3, 12\.\d kB of 1 GB, in .*frames\n/);
    expect(out).toMatch(/ 8\.\d kB {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}\/clips\/clip\.mp4 \(8×8, gray\)\n/);
    expect(out).toContain('clip.mp4 (4×4, gray)\n');
    expect(out).toMatch(/ 8 B .* damaged\n/);
    expect(out).toMatch(/\nengines: 1, 2 kB, in .*engines\n +2 kB {2}tensorflow-2\.21\.0-test\n/);
    expect(out).toMatch(
      /\nPython environments: 1, 300 B, in .*python\n +300 B {2}lab-0123456789ab\ncompiled code: 70 B, in .*code\n$/,
    );
  });

  test('list --json is one document', async () => {
    const { out } = await workplace.call('cache', 'list', '--json');
    const { frames, engines, python, code } = JSON.parse(out);
    expect(code).toEqual({ folder: join(cache, 'code'), bytes: 70 });
    expect(frames).toMatchObject({ folder: join(cache, 'frames'), limit: 1e9 });
    expect(frames.entries.map(({ settings }: { settings?: object }) => settings)).toContainEqual({ size: 8, color: 'gray' });
    expect(engines.entries).toMatchObject([{ name: 'tensorflow-2.21.0-test', bytes: 2000 }]);
    expect(python.entries).toMatchObject([{ name: 'lab-0123456789ab', bytes: 300 }]);
    const sizes = frames.entries.map(({ bytes }: { bytes: number }) => bytes);
    expect(frames.bytes).toBe(sizes.reduce((sum: number, bytes: number) => sum + bytes, 0));
  });

  test.each([
    [['clear', '--dry-run'], 3, true, 'would remove decoded frames: 3, '],
    [['clear'], 0, true, 'removed decoded frames: 3, '],
    [['clear', 'engines'], 3, false, 'removed engines: 1, 2 kB\n  tensorflow-2.21.0-test\n'],
    [['clear', 'python'], 3, true, 'removed Python environments: 1, 300 B\n  lab-0123456789ab\n'],
    [['clear', 'code'], 3, true, 'removed compiled code: 70 B\n'],
    [['clear', 'all'], 0, false, 'removed engines: 1, 2 kB\n'],
  ])('%s', async (words, left, hasEngine, said) => {
    const { code, out } = await workplace.call('cache', ...words);
    expect(code).toBe(0);
    expect(out).toContain(said);
    expect(readdirSync(join(cache, 'frames')).length).toBe(left);
    expect(existsSync(join(cache, 'engines', 'tensorflow-2.21.0-test'))).toBe(hasEngine);
    expect(existsSync(join(cache, 'code'))).toBe(!words.includes('code') && !words.includes('all'));
  });

  test('clear refuses a folder that is a symbolic link', async () => {
    const linked = join(workplace.folder, `linked-${count++}`);
    mkdirSync(linked);
    symlinkSync(join(cache, 'engines'), join(linked, 'engines'));
    vi.stubEnv('FRAMESCOPE_CACHE', linked);
    const { code, err } = await workplace.call('cache', 'clear', 'all');
    expect(code).toBe(1);
    expect(err).toMatch(/^this folder is a symbolic link, and nothing is deleted through it\. Received: ".*engines"/);
    expect(existsSync(join(cache, 'engines', 'tensorflow-2.21.0-test'))).toBe(true);
  });

  test.each([
    [[]],
    [['lst']],
    [['list', 'frames']],
    [['clear', 'models']],
    [['clear', '--json']],
    [['list', '--dry-run']],
  ])('wrong use: %o', async (words) => {
    const { code, out, err } = await workplace.call('cache', ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('framescope cache list [--json]');
  });
});
