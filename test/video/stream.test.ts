import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { AbortedError, InvalidInputError, UnsupportedMediaError } from '../../src/lib/errors.js';
import { FfmpegTurns } from '../../src/lib/video/ffmpeg-turns.js';
import type { VideoFrame } from '../../src/lib/video/stream-frames.js';
import { openVideo, type Video } from '../../src/lib/video/video.js';
import { ffmpeg, temporaryFolder } from './clips.js';

const folder = temporaryFolder();
const path = join(folder, 'count.mp4');
ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25:duration=12', '-c:v', 'mpeg4', path]);

describe('a stream', () => {
  test('gives the frames, times and numbers that frames() gives', async () => {
    const video = await openVideo(path);
    const range = { size: 24, color: 'rgb', start: 7, end: 90, stride: 5 } as const;
    const [streamed, all] = await Promise.all([taken(video.stream(range)), video.frames(range)]);
    expect(streamed.map(({ index }) => index)).toEqual(Array.from({ length: 17 }, (_, i) => 7 + 5 * i));
    expect(streamed.map(({ time }) => time)).toEqual([...all.timestamps]);
    for (const [i, { data, shape }] of streamed.entries()) {
      expect(shape).toEqual([24, 24, 3]);
      expect(data).toEqual(all.frame(i));
    }
  });

  test('starts anew with each loop, and its frames stay as they are', async () => {
    const stream = (await openVideo(path)).stream({ size: 16, end: 20 });
    const [first, second] = [await taken(stream), await taken(stream)];
    expect(second).toEqual(first);
    expect(new Set(first.map(({ data }) => Buffer.from(data).toString('hex'))).size).toBe(20);
  });

  test('reports progress, and afterwards the video knows how many frames decode', async () => {
    const video = await openVideo(path);
    expect(video.decodedFrameCount).toBeUndefined();
    const seen: number[] = [];
    await taken(video.stream({ size: 16, onProgress: ({ done }) => seen.push(done) }));
    expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(video.decodedFrameCount).toBe(300);
  });

  test('a range that starts past the last frame is refused in the loop', async () => {
    await expect(taken((await openVideo(path)).stream({ size: 16, start: 300 }))).rejects.toThrow(InvalidInputError);
  });

  test('frames that would take more than 2 GiB are refused before any is decoded, and the stream is named', async () => {
    const video = await openVideo(path);
    const began = performance.now();
    const frames = video.frames({ size: { width: 4000, height: 3000 }, color: 'rgb' });
    await expect(frames).rejects.toThrow(InvalidInputError);
    await expect(frames).rejects.toThrow(/more than 2 GiB.*one by one from video\.stream/);
    expect(performance.now() - began).toBeLessThan(1000);
    for await (const { shape } of video.stream({ size: { width: 4000, height: 3000 }, color: 'rgb' })) {
      expect(shape).toEqual([3000, 4000, 3]);
      break;
    }
  });

  test('a file whose pictures are gone since it was opened', async () => {
    const video = await openVideo(path);
    Object.defineProperty(video, 'path', { value: join(folder, 'gone.mp4') });
    await expect(taken(video.stream())).rejects.toThrow(UnsupportedMediaError);
    await expect(taken(video.stream())).rejects.toThrow(/No such file/);
  });
});

describe.skipIf(process.platform === 'win32')('the ffmpeg behind a stream', () => {
  test('waits while no frame is asked for', async () => {
    const video = await openVideo(path);
    const frames = video.stream({ size: 'original', color: 'rgb' })[Symbol.asyncIterator]();
    await frames.next();
    await wait(300);
    const [before] = processes();
    await wait(700);
    const [after] = processes();
    expect(after.processorTime).toBe(before.processorTime);
    expect((await frames.next()).value?.index).toBe(1);
    await frames.return?.();
    expect(processes()).toEqual([]);
  });

  test.each<[string, (video: Video) => Promise<unknown>]>([
    [
      'when the loop is left',
      async (video) => {
        for await (const _ of video.stream()) break;
      },
    ],
    [
      'when the loop throws',
      (video) =>
        expect(async () => {
          for await (const { index } of video.stream()) if (index === 3) throw new Error('no more');
        }).rejects.toThrow('no more'),
    ],
    [
      'when a frame arrives after an abort',
      async (video) => {
        const abort = new AbortController();
        let count = 0;
        const loop = async (): Promise<void> => {
          for await (const { index } of video.stream({ signal: abort.signal })) {
            count = index + 1;
            if (index === 3) abort.abort();
          }
        };
        await expect(loop()).rejects.toThrow(AbortedError);
        expect(count).toBe(4);
      },
    ],
    ['at the end', (video) => taken(video.stream({ size: 8 }))],
  ])('is gone %s', async (_, leave) => {
    const seen = processes();
    await leave(await openVideo(path));
    expect(seen).toEqual([]);
    expect(processes()).toEqual([]);
  });
});

describe('several at once', () => {
  test('many videos decode at the same time, each in full', async () => {
    const video = await openVideo(path);
    const counts = await Promise.all(Array.from({ length: 9 }, async () => (await video.frames({ size: 8, end: 50 })).length));
    expect(counts).toEqual(new Array(9).fill(50));
  });

  test('streams taken in turn do not wait for each other, however many', async () => {
    const video = await openVideo(path);
    const streams = Array.from({ length: 7 }, () => video.stream({ size: 8 })[Symbol.asyncIterator]());
    for (let i = 0; i < 5; i++) for (const stream of streams) expect((await stream.next()).value?.index).toBe(i);
    await Promise.all(streams.map((stream) => stream.return?.()));
  });

  test('not more than the limit work at once, in the order in which they came', async () => {
    const turns = new FfmpegTurns(2);
    const order: number[] = [];
    let working = 0;
    let most = 0;
    const jobs = Array.from({ length: 6 }, async (_, i) => {
      const turn = await turns.take('decoding', undefined);
      order.push(i);
      most = Math.max(most, ++working);
      await wait(30);
      working--;
      turn.end();
    });
    await Promise.all(jobs);
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('a turn that rests lets the next one start; one that works does not', async () => {
    const turns = new FfmpegTurns(1);
    const first = await turns.take('decoding', undefined);
    let isSecondThere = false;
    const second = turns.take('decoding', undefined).then((turn) => {
      isSecondThere = true;
      return turn;
    });
    await wait(100);
    expect(isSecondThere).toBe(false);
    first.rest();
    const turn = await second;
    turn.end();
    first.work();
    first.end();
  });

  test('whoever waits can be interrupted, and the next one is not held up', async () => {
    const turns = new FfmpegTurns(1);
    const first = await turns.take('decoding', undefined);
    const abort = new AbortController();
    const second = turns.take('decoding', abort.signal);
    const third = turns.take('decoding', undefined);
    abort.abort();
    await expect(second).rejects.toThrow(AbortedError);
    first.end();
    (await third).end();
  });
});

async function taken(stream: AsyncIterable<VideoFrame>): Promise<VideoFrame[]> {
  const frames: VideoFrame[] = [];
  for await (const frame of stream) frames.push(frame);
  return frames;
}

/** The ffmpegs that this process has started and that still are. */
function processes(): { readonly id: string; readonly processorTime: string }[] {
  return execFileSync('ps', ['-A', '-o', 'ppid=,pid=,time=,comm='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([parent, , , command]) => parent === String(process.pid) && command === 'ffmpeg')
    .map(([, id, processorTime]) => ({ id, processorTime }));
}
