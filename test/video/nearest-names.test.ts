import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NotFoundError } from '../../src/lib/errors.js';
import { missingFileError, nearestNames } from '../../src/lib/nearest-names.js';

test('the names with the fewest edits come first, case aside, ties by the alphabet', () => {
  const names = ['swe_1.mp4', 'hiro_3.mp4', 'Hiro_1.mp4', 'jp_2.mp4', 'hiro_2.mp4'];
  expect(nearestNames('hiro_1.mp', names)).toEqual(['Hiro_1.mp4', 'hiro_2.mp4', 'hiro_3.mp4']);
  expect(nearestNames('jp2.mp4', names, 1)).toEqual(['jp_2.mp4']);
});

test('a missing file is told with its folder and the nearest names; hidden files are none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'framescope-nearest-'));
  try {
    expect((await missingFileError(join(folder, 'a.mp4'))).message).toContain('The folder is empty');
    await Promise.all(['.a.mp4', 'b.mp4', 'ab.mp4'].map((name) => writeFile(join(folder, name), '')));
    const error = await missingFileError(join(folder, 'a.mp4'), 'the video');
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error.message).toContain(`the video a.mp4 is not in ${folder}`);
    expect(error.message).toContain('ab.mp4, b.mp4');
    expect(error.message).not.toContain('.a.mp4,');
    expect((await missingFileError(join(folder, 'none', 'a.mp4'))).message).toContain('nor is its folder');
  } finally {
    await rm(folder, { recursive: true });
  }
});
