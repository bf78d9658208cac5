import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type PrefetchOptions, type WindowBatch, WindowDataset } from '../../src/lib/data/window-dataset.js';
import { AbortedError, InvalidInputError } from '../../src/lib/errors.js';
import { preprocessing } from '../../src/lib/preprocessing.js';
import { createRandom } from '../../src/lib/random.js';
import { Frames } from '../../src/lib/video/frames.js';

/** Three videos of noise, 8×8, in colour. */
function noise(): WindowDataset {
  const random = createRandom(5);
  const videos = [30, 41, 22].map((length, i) => {
    const data = Uint8Array.from({ length: length * 8 * 8 * 3 }, () => random.integer(256));
    const frames = new Frames({ data, shape: [length, 8, 8, 3], frameRate: 30, name: `noise-${i}` });
    return { name: frames.name, frames, events: [0, 3, 9, 10, 17] };
  });
  return new WindowDataset(videos, preprocessing({ size: 8, color: 'rgb' }));
}

const seeded = (): PrefetchOptions => ({ batchSize: 4, shuffle: true, flip: true, random: createRandom(9) });

async function all(batches: AsyncIterable<WindowBatch>): Promise<WindowBatch[]> {
  const collected: WindowBatch[] = [];
  for await (const batch of batches) collected.push(batch);
  return collected;
}

/** The threads of the test; a thread that has ended has the id −1. */
let threads: Worker[] = [];
const note = (thread: Worker): unknown => threads.push(thread);

beforeEach(() => {
  threads = [];
  process.on('worker', note);
});
afterEach(() => {
  process.off('worker', note);
  vi.restoreAllMocks();
});

describe('prefetch', () => {
  test.each([
    ['in order', (): PrefetchOptions => ({ batchSize: 3, shuffle: false })],
    ['shuffled and mirrored', seeded],
    ['balanced', (): PrefetchOptions => ({ ...seeded(), balance: true })],
    ['in a single batch', (): PrefetchOptions => ({ batchSize: 100, shuffle: false })],
  ])('X23: gives the batches of batches(), bit for bit: %s', async (_, options) => {
    const warned = vi.spyOn(process, 'emitWarning');
    expect(await all(noise().prefetch(options()))).toEqual([...noise().batches(options())]);
    expect(warned).not.toHaveBeenCalled();
    expect(threads.every(({ threadId }) => threadId === -1)).toBe(true);
  });

  test('a pass left early moves no later draw: the next pass is the same as after a whole one', async () => {
    const [whole, left] = [createRandom(4), createRandom(4)];
    const set = noise();
    await all(set.prefetch({ ...seeded(), random: whole }));
    for await (const _ of set.prefetch({ ...seeded(), random: left })) break;
    expect(left.uniform()).toBe(whole.uniform());
  });

  test.each(['leaving the loop', 'an error in it', 'an abort'])('%s ends the thread', async (way) => {
    const stop = new AbortController();
    const run = async (): Promise<void> => {
      for await (const _ of noise().prefetch({ ...seeded(), signal: stop.signal })) {
        expect(threads.map(({ threadId }) => threadId)).not.toContain(-1);
        if (way === 'leaving the loop') break;
        if (way === 'an error in it') throw new Error('mine');
        stop.abort(new Error('enough'));
      }
    };
    if (way === 'leaving the loop') await run();
    if (way === 'an error in it') await expect(run()).rejects.toThrow('mine');
    if (way === 'an abort') {
      const failed = run();
      await expect(failed).rejects.toThrow(AbortedError);
      await expect(failed).rejects.toThrow('preparing batches was interrupted');
    }
    expect(threads.map(({ threadId }) => threadId)).toEqual([-1]);
  });

  test('wrong options are refused as batches() does', async () => {
    await expect(all(noise().prefetch({ batchSize: 4, shuffle: true }))).rejects.toThrow(InvalidInputError);
    await expect(all(noise().prefetch({ batchSize: 0, shuffle: false }))).rejects.toThrow('batchSize must be an integer');
  });

  test('where no thread can be started the batches come all the same, and one warning says so', async () => {
    vi.resetModules();
    vi.doMock('node:worker_threads', async (original) => ({
      ...(await original<typeof import('node:worker_threads')>()),
      Worker: class {
        constructor() {
          throw new Error('too many threads');
        }
      },
    }));
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { prefetchBatches } = await import('../../src/lib/data/prefetch.js');
    const source = { videos: [{ data: new Uint8Array(12), events: [1] }], window: 4, height: 1, width: 1, channels: 1 };
    const plan = [0, 4, 8].map((start) => [{ video: 0, start, isMirrored: false }]);
    for (let pass = 0; pass < 2; pass++) expect((await all(prefetchBatches(source, plan, undefined))).length).toBe(3);
    expect(warned.mock.calls).toEqual([
      ['Batches are prepared between the steps, since no thread can do it: too many threads', 'FramescopeWarning'],
    ]);
    vi.doUnmock('node:worker_threads');
  });
});

describe('a process', () => {
  const script = `
    import { Frames, WindowDataset, preprocessing } from ${JSON.stringify(fileURLToPath(new URL('../../dist/lib/index.js', import.meta.url)))};
    const frames = new Frames({ data: new Uint8Array(400), shape: [400, 1, 1, 1], frameRate: 30, name: 'a' });
    const set = new WindowDataset([{ name: 'a', frames, events: [3] }], preprocessing({ size: 1 }));
    const batches = set.prefetch({ batchSize: 2, shuffle: false });`;
  const run = (end: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script + end], { encoding: 'utf8', timeout: 20_000 });

  test('with an unfinished pass still ends', () => {
    expect(run('for (let i = 0; i < 3; i++) await batches.next(); console.log("left");')).toMatchObject({
      status: 0,
      stdout: 'left\n',
    });
  });

  test('that only waits for batches does not end before them', () => {
    expect(run('let n = 0; for await (const b of batches) n += b.size; console.log(n);')).toMatchObject({
      status: 0,
      stdout: '100\n',
    });
  });
});
