import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plasma } from '../../src/lib/video/color-maps.js';
import { Frames } from '../../src/lib/video/frames.js';
import { playOrder } from '../../src/lib/video/play-order.js';
import { encodeGif, saveGif } from '../../src/lib/video/save-gif.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-gif-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Frames of one level each. */
function levels(values: number[], channels = 1): Frames {
  const data = Uint8Array.from(values.flatMap((value) => new Array(6 * 4 * channels).fill(value)));
  return new Frames({ data, shape: [values.length, 4, 6, channels], frameRate: 15, name: 'levels' });
}

describe('GIFs, read back by another decoder', () => {
  test('hold every frame exactly in gray, loop, and keep the rate', async () => {
    const gif = sharp(encodeGif(levels([0, 60, 200, 255]), { fps: 10 }), { animated: true });
    const { pages, pageHeight, width, delay, loop } = await gif.metadata();
    expect({ pages, pageHeight, width, delay, loop }).toEqual({
      pages: 4,
      pageHeight: 4,
      width: 6,
      delay: [100, 100, 100, 100],
      loop: 0,
    });
    const { data, info } = await gif.raw().toBuffer({ resolveWithObject: true });
    expect([0, 4, 8, 12].map((row) => data[row * 6 * info.channels])).toEqual([0, 60, 200, 255]);
  });

  test('15 frames a second are 15 on average, though GIF counts in hundredths of a second', async () => {
    const { delay = [] } = await sharp(encodeGif(levels(new Array(15).fill(9))), { animated: true }).metadata();
    expect(delay.reduce((sum, value) => sum + value, 0)).toBe(1000);
    expect(new Set(delay)).toEqual(new Set([60, 70]));
  });

  test('ping-pong shows neither end twice', async () => {
    expect(playOrder(4, true)).toEqual([0, 1, 2, 3, 2, 1]);
    expect(playOrder(1, true)).toEqual([0]);
    expect(playOrder(2, true)).toEqual([0, 1]);
    expect((await sharp(encodeGif(levels([1, 2, 3, 4]), { pingPong: true }), { animated: true }).metadata()).pages).toBe(6);
  });

  test('colour keeps its colours', async () => {
    const data = Uint8Array.from({ length: 2 * 4 * 4 * 3 }, (_, i) => (i % 3 === 0 ? 255 : 0));
    const red = new Frames({ data, shape: [2, 4, 4, 3], frameRate: 15, name: 'red' });
    const pixels = await sharp(encodeGif(red)).removeAlpha().raw().toBuffer();
    expect(Array.from(pixels.subarray(0, 3))).toEqual([255, 0, 0]);
  });

  test('one channel can be shown in plasma colours', async () => {
    const pixels = await sharp(encodeGif(levels([0, 200]), { colors: 'plasma' }), { animated: true })
      .removeAlpha()
      .raw()
      .toBuffer();
    expect([...pixels.subarray(0, 3)]).toEqual([13, 8, 135]);
    expect([...pixels.subarray(-3)]).toEqual([...plasma.subarray(600, 603)]);
    expect(() => encodeGif(levels([1]), { colors: 'jet' as never })).toThrow('colors is not known. Received: "jet"');
  });

  test('are written whole, folders made, from frames or from what holds frames', async () => {
    const path = join(folder, 'deep', 'a.gif');
    expect(await saveGif({ frames: levels([1, 2]) }, path)).toBe(path);
    expect((await readFile(path)).subarray(0, 6).toString()).toBe('GIF89a');
    expect(await readdir(join(folder, 'deep'))).toEqual(['a.gif']);
  });

  test('what cannot be one is refused', async () => {
    await expect(saveGif(levels([1]), join(folder, 'a.png'))).rejects.toThrow("a GIF's name must end in .gif");
    expect(() => encodeGif(levels([1]).slice(0, 0))).toThrow('a GIF needs at least one frame');
    expect(() => encodeGif(levels([1], 2))).toThrow('levels must have 1 or 3 channels. Received: 2');
    expect(() => encodeGif(levels([1]), { fps: 0 })).toThrow('fps must be a number from 0.1 to 100');
  });
});
