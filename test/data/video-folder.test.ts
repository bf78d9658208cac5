import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadEvents, requireEventsWithin } from '../../src/lib/data/events.js';
import { encodeNpy } from '../../src/lib/data/npy.js';
import { sampleData, videoFolder } from '../../src/lib/data/video-folder.js';
import { WindowDataset } from '../../src/lib/data/window-dataset.js';
import { InvalidInputError, NotFoundError } from '../../src/lib/errors.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'framescope-folder-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Makes empty files, with their folders. */
function touch(...files: string[]): void {
  for (const file of files) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), '');
  }
}

const labels = (file: string, events: number[]) =>
  writeFileSync(join(root, file), encodeNpy({ data: Int32Array.from(events), shape: [events.length] }));

describe('a folder of videos', () => {
  test.each([
    ['side by side', '', ''],
    ['videos/ and annotations/', 'videos/', 'annotations/'],
    ['speed_videos/ and speed_annotations/', 'speed_videos/', 'speed_annotations/'],
  ])('%s', (_, videos, annotations) => {
    touch(`${videos}b-10.mp4`, `${videos}b-2.MOV`, `${annotations}b-2.npy`, `${videos}notes.txt`, `${videos}.hidden.mp4`);
    const folder = videoFolder(root);
    expect(folder.videos.map(({ name }) => name)).toEqual(['b-2', 'b-10']);
    expect(folder.labelled.map(({ labels: file }) => file)).toEqual([join(root, `${annotations}b-2.npy`)]);
    expect(folder.file('b-2.npy')).toBe(join(root, `${annotations}b-2.npy`));
    expect(folder.holdOut().name).toBe('b-2');
  });

  test('a name that is not there names the nearest', () => {
    touch('swe_1.mp4', 'swe_1.npy', 'jp_2.mp4', 'jp_2.npy', 'hiro_1.mp4', 'hiro_3.mp4');
    const folder = videoFolder(root);
    expect(() => folder.file('hiro_2.mp4')).toThrow(
      /has nothing of this name\. Received: "hiro_2.mp4"\. Nearest names: hiro_1.mp4, hiro_3.mp4, /,
    );
    expect(() => folder.entry('hiro')).toThrow(NotFoundError);
    expect(() => folder.holdOut('hiro_1')).toThrow(/Received: "hiro_1"\. Nearest names: /);
  });

  test('nothing there, a file, no videos, two of one name', () => {
    expect(() => videoFolder(join(root, 'none'))).toThrow('this folder is not there');
    touch('a.txt');
    expect(() => videoFolder(join(root, 'a.txt'))).toThrow('a folder of videos is wanted, this is a file');
    expect(() => videoFolder(root)).toThrow(/this folder holds no videos\. Received: ".*"\. Accepted: files ending in \.mp4/);
    touch('a.mp4', 'a.avi');
    expect(() => videoFolder(root)).toThrow('two videos of this folder have the same name');
  });

  test('no labels: the message says where they were looked for', async () => {
    touch('a.mp4');
    expect(() => videoFolder(root).holdOut()).toThrow(
      /no video of this folder has labels.*for a a file a\.npy beside it or in annotations\//,
    );
    await expect(WindowDataset.open(root)).rejects.toThrow('no video of this folder has labels');
  });

  test('the embedded data are found from anywhere; another name is refused', () => {
    expect(sampleData('jump-rope').labelled.length).toBeGreaterThanOrEqual(6);
    expect(() => sampleData('skipping')).toThrow(/Received: "skipping"\. Accepted: 'jump-rope'/);
    expect(() => sampleData('../data')).toThrow(NotFoundError);
  });
});

describe('events', () => {
  test('are read as ascending frame indices', async () => {
    labels('a.npy', [0, 4, 9]);
    expect(await loadEvents(join(root, 'a.npy'))).toEqual([0, 4, 9]);
    labels('none.npy', []);
    expect(await loadEvents(join(root, 'none.npy'))).toEqual([]);
  });

  test('a missing file names the three nearest', async () => {
    for (const name of ['swe_1', 'swe_2', 'jp_2', 'china_1']) labels(`${name}.npy`, [1]);
    await expect(loadEvents(join(root, 'swe_3.npy'))).rejects.toThrow(
      /the label file swe_3\.npy is not in .*Nearest names there: swe_1\.npy, swe_2\.npy, jp_2\.npy\./,
    );
  });

  test.each([
    ['falling', [5, 3], 'each larger than the one before. Received: [5, 3]'],
    ['repeated', [2, 2], 'each larger than the one before. Received: [2, 2]'],
    ['negative', [-1, 2], 'frame indices from 0 on'],
  ])('%s ones are refused', async (name, events, message) => {
    labels(`${name}.npy`, events);
    await expect(loadEvents(join(root, `${name}.npy`))).rejects.toThrow(InvalidInputError);
    await expect(loadEvents(join(root, `${name}.npy`))).rejects.toThrow(message);
  });

  test('beyond the last frame: file, label and frames are named', () => {
    expect(() => requireEventsWithin([3, 320], 320, 'a.npy', 'a.mp4')).toThrow(
      'a.npy has labels beyond the last frame of a.mp4. Received: "label 320, the video has frames 0 to 319". Check that labels and video belong together',
    );
    expect(() => requireEventsWithin([3, 319], 320, 'a.npy', 'a.mp4')).not.toThrow();
  });
});
