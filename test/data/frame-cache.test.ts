import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fc, test as property } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listEngines } from '../../src/lib/backend/install/installed-engines.js';
import { DamagedEntryError, encodeEntry, readEntry } from '../../src/lib/data/cache/entry-file.js';
import { clearEntries, listEntries } from '../../src/lib/data/cache/entry-folder.js';
import { cachedFrames, frameCacheLimit } from '../../src/lib/data/cache/frame-cache.js';
import { AbortedError, InvalidInputError, MissingEngineError, NotFoundError } from '../../src/lib/errors.js';
import { ffmpegProgram } from '../../src/lib/video/ffmpeg-programs.js';
import type { Frames } from '../../src/lib/video/frames.js';
import { ffmpeg, losslessClip, temporaryFolder } from '../video/clips.js';

const root = temporaryFolder();
let cache = '';
let count = 0;

beforeEach(() => {
  cache = join(root, `cache-${count++}`);
  vi.stubEnv('FRAMESCOPE_CACHE', cache);
  vi.stubEnv('FRAMESCOPE_CACHE_LIMIT', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Clips of 8×8 pixels whose every frame has a grey of its own: from 40 and from 90 on, and one of 60 frames from 20 on. */
const [CLIP, OTHER, LONG] = [
  { name: 'clip.mkv', first: 40, length: 6 },
  { name: 'other.mkv', first: 90, length: 6 },
  { name: 'long.mkv', first: 20, length: 60 },
].map(({ name, first, length }) => {
  const frame = 8 * 8 * 3;
  losslessClip(
    join(root, name),
    Uint8Array.from({ length: length * frame }, (_, i) => first + Math.floor(i / frame)),
    8,
    8,
  );
  return join(root, name);
});

/** A clip of its own, to be changed. */
function copyOf(clip: string, name: string): string {
  copyFileSync(clip, join(root, name));
  return join(root, name);
}

const entries = (): string[] => readdirSync(join(cache, 'frames')).sort();
const entryPath = (): string => join(cache, 'frames', entries()[0]);
const read = (path: string, options: { size?: number; color?: 'gray' | 'rgb'; signal?: AbortSignal } = {}): Promise<Frames> =>
  cachedFrames(path, { size: 8, color: 'gray', cache: true, ...options });

/** Frames taken from the cache: decoding is made impossible. */
async function readWithoutDecoding(path: string): Promise<Frames> {
  vi.stubEnv('FRAMESCOPE_FFPROBE', join(root, 'no-such-program'));
  try {
    return await read(path);
  } finally {
    vi.stubEnv('FRAMESCOPE_FFPROBE', '');
  }
}

const warnings = () => vi.spyOn(process, 'emitWarning').mockImplementation(() => {});

describe('decoded frames are kept', () => {
  test('X20: and come back the same without decoding: bytes, times, rate, name', async () => {
    const decoded = await read(CLIP);
    const kept = await readWithoutDecoding(CLIP);
    expect({ ...kept }).toEqual({ ...decoded });
    expect(kept.frame(2)[0]).toBe(42);
    await expect(readWithoutDecoding(OTHER)).rejects.toThrow(MissingEngineError);
  });

  test('with the warnings of a damaged file', async () => {
    const path = join(root, 'damaged.mkv');
    ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=25:duration=2', '-c:v', 'mpeg4', '-g', '10', path]);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x55, 30_000, 30_600));
    const decoded = await read(path);
    expect(decoded.warnings.length).toBeGreaterThan(0);
    expect((await readWithoutDecoding(path)).warnings).toEqual(decoded.warnings);
  });

  test('until the file changes, by its content or by its time', async () => {
    const path = copyOf(CLIP, 'changing.mkv');
    await read(path);
    copyOf(OTHER, 'changing.mkv');
    expect((await read(path)).frame(0)[0]).toBe(90);
    const { mtime } = statSync(path);
    utimesSync(path, mtime, new Date(mtime.getTime() + 5));
    await expect(readWithoutDecoding(path)).rejects.toThrow(MissingEngineError);
  });

  test('until a setting changes', async () => {
    const sizes = [await read(CLIP), await read(CLIP, { size: 4 }), await read(CLIP, { color: 'rgb' })].map(({ shape }) => shape);
    expect(sizes).toEqual([
      [6, 8, 8, 1],
      [6, 4, 4, 1],
      [6, 8, 8, 3],
    ]);
    expect(entries().length).toBe(3);
  });

  test.skipIf(process.platform === 'win32')('until another ffmpeg decodes', async () => {
    await read(CLIP);
    const program = join(root, 'other-ffmpeg');
    writeFileSync(program, `#!/bin/sh\n[ "$1" = -version ] && echo "ffmpeg version other"\nexec "${ffmpegProgram()}" "$@"\n`);
    chmodSync(program, 0o755);
    vi.stubEnv('FRAMESCOPE_FFMPEG', program);
    await expect(readWithoutDecoding(CLIP)).rejects.toThrow(MissingEngineError);
  });

  test('only where that is wanted', async () => {
    await cachedFrames(CLIP, { size: 8, color: 'gray', cache: false });
    vi.stubEnv('FRAMESCOPE_CACHE_LIMIT', '0');
    await read(CLIP);
    expect(await listEntries(join(cache, 'frames'))).toEqual([]);
    await expect(read(join(root, 'none.mkv'))).rejects.toThrow(NotFoundError);
    vi.stubEnv('FRAMESCOPE_CACHE_LIMIT', '1 GB');
    await expect(read(join(root, 'none.mkv'))).rejects.toThrow(NotFoundError);
  });

  test('and an interrupted call leaves nothing half', async () => {
    await expect(read(CLIP, { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    const soon = new AbortController();
    const running = read(CLIP, { signal: soon.signal });
    setTimeout(() => soon.abort(), 5);
    await running.catch((error) => expect(error).toBeInstanceOf(AbortedError));
    for (const name of await readdirOrNone()) expect(name).toMatch(/^[0-9a-f]{64}\.entry$/);
  });
});

async function readdirOrNone(): Promise<string[]> {
  return (await listEntries(join(cache, 'frames'))).map(({ path }) => path.slice(join(cache, 'frames').length + 1));
}

describe('a damaged entry', () => {
  test('is told once, decoded again and mended', async () => {
    const whole = await read(CLIP);
    const sound = readFileSync(entryPath());
    writeFileSync(entryPath(), sound.subarray(0, sound.length - 1));
    const warned = warnings();
    expect({ ...(await read(CLIP)) }).toEqual({ ...whole });
    expect({ ...(await readWithoutDecoding(CLIP)) }).toEqual({ ...whole });
    expect(warned.mock.calls.length).toBe(1);
    expect(String(warned.mock.calls[0][0])).toMatch(/\.entry is damaged: it has \d+ bytes instead of \d+\. It is made again\.$/);
  });

  /** An entry's file and where its parts begin. */
  const sound = Buffer.concat(encodeEntry({ kind: 'test' }, { frameRate: 10 }, [Buffer.from('times'), Buffer.from('frames')]));
  const path = join(root, 'entry');

  test('a sound one is read back', async () => {
    writeFileSync(path, sound);
    const { key, meta, data } = await readEntry(path);
    expect({ key, meta }).toEqual({ key: { kind: 'test' }, meta: { frameRate: 10 } });
    expect(Buffer.from(data).toString()).toBe('timesframes');
  });

  property.prop([fc.nat({ max: sound.length - 1 }), fc.integer({ min: 1, max: 255 })], { numRuns: 60 })(
    'any byte that changes is noticed',
    async (at, change) => {
      const bytes = Buffer.from(sound);
      bytes[at] ^= change;
      writeFileSync(path, bytes);
      await expect(readEntry(path)).rejects.toThrow(DamagedEntryError);
    },
  );

  property.prop([fc.nat({ max: sound.length - 1 })], { numRuns: 40 })('any cut is noticed', async (length) => {
    writeFileSync(path, sound.subarray(0, length));
    await expect(readEntry(path)).rejects.toThrow(DamagedEntryError);
  });
});

describe('the limit', () => {
  test('the entries not used for longest make room', async () => {
    const paths = [CLIP, OTHER, copyOf(OTHER, 'third.mkv')];
    await read(paths[0]);
    const { size } = statSync(entryPath());
    vi.stubEnv('FRAMESCOPE_CACHE_LIMIT', String(Math.round(2.5 * size)));
    await read(paths[1]);
    for (const [i, name] of entries().entries()) utimesSync(join(cache, 'frames', name), i, i); // long ago
    await readWithoutDecoding(paths[0]);
    await read(paths[2]);
    expect(entries().length).toBe(2);
    await readWithoutDecoding(paths[0]);
    await readWithoutDecoding(paths[2]);
    await expect(readWithoutDecoding(paths[1])).rejects.toThrow(MissingEngineError);
  });

  test('a video larger than the limit is not kept, and drives out nothing', async () => {
    await read(CLIP);
    vi.stubEnv('FRAMESCOPE_CACHE_LIMIT', '2 kB');
    const warned = warnings();
    await read(LONG);
    expect(entries().length).toBe(1);
    expect(String(warned.mock.calls[0][0])).toMatch(/bytes are not kept in .*: they are more than it may hold, 2000\./);
  });

  test.each([
    ['', 10e9],
    ['0', 0],
    ['500 MB', 500e6],
    ['1.5GB', 1.5e9],
    ['1000', 1000],
  ])('is read from its variable: %o', (text, bytes) => {
    vi.stubEnv('FRAMESCOPE_CACHE_LIMIT', text);
    expect(frameCacheLimit()).toBe(bytes);
  });

  test('a limit that is no size is refused', () => {
    vi.stubEnv('FRAMESCOPE_CACHE_LIMIT', 'lots');
    expect(frameCacheLimit).toThrow(InvalidInputError);
    expect(frameCacheLimit).toThrow("FRAMESCOPE_CACHE_LIMIT is no size. Received: \"lots\". Accepted: '20 GB', '500 MB', '0'.");
  });

  test('what a killed process left behind goes after an hour', async () => {
    mkdirSync(join(cache, 'frames'), { recursive: true });
    const left = [1, 2].map((n) => join(cache, 'frames', `.${'a'.repeat(64)}.entry.${n}.tmp`));
    for (const path of left) writeFileSync(path, 'half');
    utimesSync(left[0], 1, 1);
    await read(CLIP);
    expect(readdirSync(join(cache, 'frames')).filter((name) => name.endsWith('.tmp'))).toEqual([left[1].split('/').pop()]);
  });
});

describe('a folder that cannot be written', () => {
  test('opening works all the same, with one warning', async () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    vi.stubEnv('FRAMESCOPE_CACHE', join(file, 'inside'));
    const warned = warnings();
    expect((await read(CLIP)).frame(0)[0]).toBe(40);
    expect((await read(OTHER)).frame(0)[0]).toBe(90);
    expect(warned.mock.calls.length).toBe(1);
    expect(String(warned.mock.calls[0][0])).toMatch(/^Nothing is kept in .*: ENOTDIR.* All works, but is made anew each time\.$/);
  });

  test('nor a full disk: nothing is left half-written', async () => {
    vi.resetModules();
    vi.doMock('node:fs/promises', async (original) => {
      const real = await original<typeof import('node:fs/promises')>();
      const full = async (path: string): Promise<void> => {
        await real.writeFile(path, 'half');
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      };
      return { ...real, writeFile: full };
    });
    const { cachedFrames: onFullDisk } = await import('../../src/lib/data/cache/frame-cache.js');
    vi.doUnmock('node:fs/promises');
    const warned = warnings();
    const frames = await onFullDisk(CLIP, { size: 8, color: 'gray', cache: true });
    expect(frames.frame(0)[0]).toBe(40);
    expect(readdirSync(join(cache, 'frames'))).toEqual([]);
    expect(warned.mock.calls.map(([message]) => String(message))).toEqual([expect.stringMatching(/no space left on device/)]);
  });
});

describe('several at once', () => {
  test('processes that read and write the same entries all get whole frames', async () => {
    const program = `
      import { cachedFrames } from ${JSON.stringify(fileURLToPath(new URL('../../dist/lib/data/cache/frame-cache.js', import.meta.url)))};
      for (let round = 0; round < 2; round++) {
        const all = await Promise.all([8, 8, 4].map((size) => cachedFrames(process.argv[1], { size, color: 'gray', cache: true })));
        console.log(all.map((frames) => frames.length + ':' + frames.frame(59)[0]).join());
      }`;
    const run = (): Promise<string> =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', program, LONG], {
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let said = '';
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
        child.on('error', reject);
        child.on('close', () => resolve(said));
      });
    const line = '60:79,60:79,60:79\n';
    expect(await Promise.all([run(), run(), run()])).toEqual(new Array(3).fill(line.repeat(2)));
    expect(entries().length).toBe(2);
    for (const { header } of await listEntries(join(cache, 'frames'))) expect(header).toBeDefined();
  });
});

describe('clearing', () => {
  test('removes entries and nothing else', async () => {
    await read(CLIP);
    const folder = join(cache, 'frames');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const target = join(root, 'target.entry');
    writeFileSync(target, 'mine');
    symlinkSync(target, join(folder, `${'b'.repeat(64)}.entry`));
    expect((await clearEntries(folder, { isDryRun: true })).length).toBe(1);
    expect(entries().length).toBe(3);
    expect((await clearEntries(folder)).length).toBe(1);
    expect(entries()).toEqual([`${'b'.repeat(64)}.entry`, 'notes.txt']);
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });

  test('nothing is deleted through a symbolic link', async () => {
    await read(CLIP);
    const link = join(root, 'link');
    rmSync(link, { force: true });
    symlinkSync(join(cache, 'frames'), link);
    await expect(clearEntries(link)).rejects.toThrow('this folder is a symbolic link, and nothing is deleted through it');
    expect(entries().length).toBe(1);
  });

  test('a cache that is not there is empty', async () => {
    expect(await listEntries(join(cache, 'frames'))).toEqual([]);
    expect(await clearEntries(join(cache, 'frames'))).toEqual([]);
    expect(await listEngines()).toEqual([]);
  });
});
