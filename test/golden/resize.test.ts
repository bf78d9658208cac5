import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeNpy } from '../../src/lib/data/npy.js';
import { openVideo } from '../../src/lib/video/video.js';
import { losslessClip, temporaryFolder } from '../video/clips.js';
import { GOLDEN, hasGolden } from './root.js';

const folder = temporaryFolder();
const isThere = hasGolden('decode/resize');

describe.skipIf(!isThere)('area interpolation to 128×128 agrees with OpenCV within a level (golden decode/resize)', () => {
  test.each(['down', 'odd', 'up'])('%s', async (name) => {
    const image = read(name);
    const [height, width] = image.shape;
    const path = join(folder, `${name}.mkv`);
    losslessClip(path, image.data, width, height);
    const frames = await (await openVideo(path)).frames({ size: 128, color: 'rgb' });
    const expected = read(`${name}-area-128`);
    expect(frames.shape).toEqual([1, ...expected.shape]);
    const off = frames.data.map((value, i) => Math.abs(value - expected.data[i]));
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
  });
});

function read(name: string): { readonly data: Uint8Array; readonly shape: readonly number[] } {
  const file = `${name}.npy`;
  const { data, shape } = decodeNpy(readFileSync(join(GOLDEN, 'decode', 'resize', file)), file);
  if (!(data instanceof Uint8Array)) throw new Error(`${file} holds no bytes`);
  return { data, shape };
}
