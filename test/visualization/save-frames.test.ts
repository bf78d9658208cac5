import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { AbortedError, WriteError } from '../../src/lib/errors.js';
import { plasma } from '../../src/lib/video/color-maps.js';
import { Frames } from '../../src/lib/video/frames.js';
import { saveFrames } from '../../src/lib/visualization/save-frames.js';
import { temporaryFolder } from '../video/clips.js';
import { bouncingBall, flatFrames } from '../widgets/synthetic.js';

const folder = temporaryFolder();
const pixels = (path: string) => sharp(readFileSync(path)).removeAlpha().raw().toBuffer();

test('J42, J93: every frame as a picture of its own by one call, exactly', async () => {
  const target = join(folder, 'conv_vis', 'rgb');
  const frames = bouncingBall(12, { width: 20, height: 14, channels: 3 });
  const written = await saveFrames({ frames }, target);
  expect(written).toEqual(Array.from({ length: 12 }, (_, i) => join(target, `${i}.png`)));
  expect(readdirSync(target)).toHaveLength(12);
  for (const i of [0, 7, 11]) expect([...(await pixels(written[i]))]).toEqual([...frames.frame(i)]);
});

test('gray frames stay gray or take plasma’s colours, flow its own', async () => {
  const [, gray] = await saveFrames(flatFrames(2, 40), join(folder, 'gray'));
  const { channels } = await sharp(gray).metadata();
  expect([channels, (await sharp(gray).raw().toBuffer())[5]]).toEqual([1, 40]);
  const [, colored] = await saveFrames(flatFrames(2, 40), join(folder, 'plasma'), { colors: 'plasma' });
  expect([...(await pixels(colored)).subarray(0, 3)]).toEqual([...plasma.subarray(120, 123)]);
  const flow = new Frames({ data: Uint8Array.from([128, 128, 255, 128]), shape: [1, 1, 2, 2], frameRate: 15, name: 'flow' });
  expect([...(await pixels((await saveFrames(flow, join(folder, 'flow')))[0]))]).toEqual([0, 0, 0, 255, 0, 0]);
});

test('the pictures of an earlier call give way; a folder with anything else is refused, untouched', async () => {
  const target = join(folder, 'again');
  await saveFrames(flatFrames(5, 10), target);
  await saveFrames(flatFrames(2, 20), target);
  expect(readdirSync(target).sort()).toEqual(['0.png', '1.png']);
  writeFileSync(join(target, 'notes.txt'), 'mine');
  await expect(saveFrames(flatFrames(3, 10), target)).rejects.toThrow(/holds more than pictures.*notes\.txt/);
  expect(readdirSync(target).sort()).toEqual(['0.png', '1.png', 'notes.txt']);
});

test('never half a folder: an interrupt leaves what was there, and nothing beside it', async () => {
  const parent = join(folder, 'half');
  const target = join(parent, 'frames');
  await saveFrames(flatFrames(2, 10), target);
  const before = readFileSync(join(target, '1.png'));
  const stop = new AbortController();
  const options = { signal: stop.signal, onProgress: ({ done }: { done: number }) => done === 3 && stop.abort() };
  await expect(saveFrames(flatFrames(6, 30), target, options)).rejects.toThrow(AbortedError);
  expect(readdirSync(parent)).toEqual(['frames']);
  expect(readdirSync(target).sort()).toEqual(['0.png', '1.png']);
  expect(readFileSync(join(target, '1.png')).equals(before)).toBe(true);
});

test('what cannot be written is refused', async () => {
  await expect(saveFrames(flatFrames(2, 10).slice(0, 0), join(folder, 'none'))).rejects.toThrow(/at least one frame/);
  await expect(saveFrames(flatFrames(2, 10), join(folder, 'x'), { colors: 'jet' as never })).rejects.toThrow(
    /colors is not known/,
  );
  mkdirSync(join(folder, 'file'), { recursive: true });
  writeFileSync(join(folder, 'file', 'x'), '');
  await expect(saveFrames(flatFrames(2, 10), join(folder, 'file', 'x', 'y'))).rejects.toThrow(WriteError);
});
