import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { WindowDataset } from '../../src/lib/data/window-dataset.js';
import { AbortedError, InvalidInputError } from '../../src/lib/errors.js';
import { ffmpeg, temporaryFolder } from '../video/clips.js';

const root = temporaryFolder();
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
});

/** Clips of 20 frames at these rates, made once. */
const clips = new Map([30, 25, 5].map((rate) => [rate, join(root, `${rate}.mp4`)]));
for (const [rate, path] of clips) {
  const source = `testsrc2=size=32x32:rate=${rate}:duration=${20 / rate}`;
  ffmpeg(['-f', 'lavfi', '-i', source, '-c:v', 'mpeg4', '-frames:v', '20', path]);
}

/** A clip of 20 frames at this rate, with a label file beside it. */
function labelled(name: string, rate: number, labels: string, content: string): void {
  copyFileSync(clips.get(rate) ?? '', join(folder, name));
  writeFileSync(join(folder, labels), content);
}

const open = (options: object = {}): Promise<WindowDataset> => WindowDataset.open(folder, { size: 8, ...options });

describe('a dataset is opened', () => {
  test('with labels of every kind, by frame and by time', async () => {
    labelled('a.mp4', 30, 'a.json', '{"video": "a.mp4", "events": [{"frame": 0}, {"frame": 19}]}');
    labelled('b.mp4', 25, 'b.csv', 'time\n0.041\n0.4\n');
    const dataset = await open();
    expect(dataset.videos.map(({ name, events }) => [name, events])).toEqual([
      ['a', [0, 19]],
      ['b', [1, 10]],
    ]);
    expect(dataset.preprocessing).toEqual({ window: 4, size: 8, color: 'gray' });
    expect(dataset.videos[0].frames.data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test("J28 J38: window 'rate' is as long as holds one jump at most in the slowest video", async () => {
    labelled('a.mp4', 30, 'a.csv', 'frame\n3\n');
    expect((await open({ window: 'rate' })).preprocessing.window).toBe(4);
    labelled('b.mp4', 25, 'b.csv', 'frame\n3\n');
    const dataset = await open({ window: 'rate' });
    expect(dataset.preprocessing.window).toBe(3);
    expect(dataset.target(1)).toEqual([1, 0, 0]);
    labelled('c.mp4', 5, 'c.csv', 'frame\n3\n');
    await expect(open({ window: 'rate' })).rejects.toThrow('5 frames a second cannot tell 7.5 events a second apart');
    await expect(open({ window: 2.5 })).rejects.toThrow('window must be an integer of at least 1');
  });

  test('a video in which nobody jumps is welcome, a dataset without any event is not', async () => {
    labelled('a.mp4', 30, 'a.json', '[]');
    await expect(open()).rejects.toThrow(/no labelled video of this folder holds any event, so there is nothing to learn/);
    labelled('b.mp4', 30, 'b.json', '[3]');
    expect((await open()).eventCount).toBe(1);
  });

  test.each([
    [
      'labels beyond the last frame',
      '[3, 20]',
      'a.json has labels beyond the last frame of a.mp4. Received: "label 20, the video',
    ],
    ['labels of another video', '{"video": "b.mp4", "events": [3]}', 'a.json holds the labels of another video'],
    ['labels that are none', '{}', 'a.json holds no labels'],
  ])('%s are refused', async (_, labels, message) => {
    labelled('a.mp4', 30, 'a.json', labels);
    const failed = open();
    await expect(failed).rejects.toThrow(InvalidInputError);
    await expect(failed).rejects.toThrow(message);
  });

  test('a window longer than a video is refused', async () => {
    labelled('a.mp4', 30, 'a.json', '[1]');
    await expect(open({ window: 21 })).rejects.toThrow('a is shorter than a window of 21 frames. Received: "20 frames"');
    expect((await open({ window: 20 })).length).toBe(1);
  });

  test('a second time without decoding, where frames are kept', async () => {
    labelled('a.mp4', 30, 'a.json', '[1, 9]');
    vi.stubEnv('FRAMESCOPE_CACHE', join(folder, 'cache'));
    vi.stubEnv('FRAMESCOPE_CACHE_LIMIT', '1 GB');
    const first = await open();
    vi.stubEnv('FRAMESCOPE_FFPROBE', join(folder, 'none'));
    expect((await open()).videos).toEqual(first.videos);
    await expect(open({ cache: false })).rejects.toThrow('FRAMESCOPE_FFPROBE names no program');
    await expect(open({ signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    vi.unstubAllEnvs();
    rmSync(join(folder, 'cache'), { recursive: true });
  });
});
