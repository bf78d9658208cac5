import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleData, videoFolder } from '../../src/lib/data/video-folder.js';
import { WindowDataset } from '../../src/lib/data/window-dataset.js';
import { NotFoundError } from '../../src/lib/errors.js';

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

describe('a folder of videos', () => {
  test.each([
    ['side by side', '', ''],
    ['videos/ and annotations/', 'videos/', 'annotations/'],
    ['speed_videos/ and speed_annotations/', 'speed_videos/', 'speed_annotations/'],
  ])('J14 J15: %s', (_, videos, annotations) => {
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

  test('labels are found by any of their endings; two files for one video are refused, both named', () => {
    touch('a.mp4', 'a.json', 'b.mp4', 'b.csv', 'c.mp4', 'c.npy', 'd.mp4', 'd.txt');
    expect(videoFolder(root).labelled.map(({ labels }) => labels)).toEqual(
      ['a.json', 'b.csv', 'c.npy'].map((f) => join(root, f)),
    );
    touch('c.csv');
    expect(() => videoFolder(root)).toThrow(
      'c has two label files, so either could be meant. Received: ["c.npy", "c.csv"]. Keep one of them.',
    );
  });

  test('no labels: the message says where they were looked for', async () => {
    touch('a.mp4');
    expect(() => videoFolder(root).holdOut()).toThrow(
      /no video of this folder has labels.*for a a file a\.npy, a\.json or a\.csv beside it or in annotations\//,
    );
    await expect(WindowDataset.open(root)).rejects.toThrow('no video of this folder has labels');
  });

  test('the embedded data are found from anywhere; another name is refused', () => {
    expect(sampleData('jump-rope').labelled.length).toBeGreaterThanOrEqual(6);
    expect(() => sampleData('skipping')).toThrow(/Received: "skipping"\. Accepted: 'jump-rope'/);
    expect(() => sampleData('../data')).toThrow(NotFoundError);
  });
});
