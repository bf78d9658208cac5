import { describe, expect, test } from 'vitest';
import { asPictures, colorFlow, flowOfFrames } from '../../src/lib/flow/color-flow.js';
import { Frames } from '../../src/lib/video/frames.js';

const flow = (...vectors: readonly (readonly number[])[]) => ({
  data: Float32Array.from(vectors.flat()),
  shape: [1, vectors.length, 2],
});
const colors = (frames: Frames): number[][] =>
  Array.from({ length: frames.data.length / 3 }, (_, i) => [...frames.data.subarray(3 * i, 3 * i + 3)]);

describe('colours of flow', () => {
  test('J24: right is red, down yellow-green, left cyan, up violet; the slowest of a frame is black, the fastest bright', () => {
    // Angles 0, 90, 180 and 270 degrees in the picture's sense are hues of 0, 90, 180 and 270 degrees.
    const four = colorFlow(flow([4, 0], [0, 4], [-4, 0], [0, -4], [0, 0]), { coding: 'hsv' });
    expect(colors(four)).toEqual([
      [255, 0, 0],
      [128, 255, 0],
      [0, 255, 255],
      [128, 0, 255],
      [0, 0, 0],
    ]);
  });

  test('J24: hue is the angle in degrees, halved, cut; value is scaled within each frame', () => {
    // By the formula itself, from degrees.
    const vectors = Array.from({ length: 360 }, (_, degrees) => {
      const angle = ((degrees + 0.5) * Math.PI) / 180;
      return [3 * Math.cos(angle), 3 * Math.sin(angle)];
    });
    const found = colors(colorFlow(flow([1, 0], ...vectors), { coding: 'hsv' })).slice(1);
    found.forEach((rgb, degrees) => {
      const hue = 2 * Math.floor(degrees / 2);
      const expected = [5, 3, 1].map((n) => {
        const k = (n + hue / 60) % 6;
        return 255 * (1 - Math.max(0, Math.min(k, 4 - k, 1)));
      });
      rgb.forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(1.01);
      });
    });
    const two = { data: Float32Array.from([1, 0, 2, 0, 10, 0, 20, 0]), shape: [2, 1, 2, 2] };
    expect([...colorFlow(two, { coding: 'hsv' }).data]).toEqual([0, 0, 0, 255, 0, 0, 0, 0, 0, 255, 0, 0]);
  });

  test('Middlebury: rest is white, twice as slow is half as pale, beyond the range is darker', () => {
    const frames = colorFlow(flow([0, 0], [2, 0], [4, 0], [8, 0]), { range: 4 });
    const [rest, half, full, beyond] = colors(frames);
    expect(rest).toEqual([255, 255, 255]);
    full.forEach((value, i) => {
      expect(Math.abs(half[i] - (255 + value) / 2)).toBeLessThanOrEqual(1);
      expect(Math.abs(beyond[i] - 0.75 * value)).toBeLessThanOrEqual(1);
    });
    expect(frames.shape).toEqual([1, 1, 4, 3]);
    // One scale for a sequence: its longest movement has the full colour.
    const sequence = colorFlow({ data: Float32Array.from([1, 0, 4, 0]), shape: [2, 1, 1, 2] });
    expect(colors(sequence)[1]).toEqual(full);
  });

  test('places that are not known are black and do not stretch the scale', () => {
    const known = colors(colorFlow(flow([1, 0], [3, 0])));
    for (const unknown of [Number.NaN, Number.POSITIVE_INFINITY, 1e10]) {
      for (const coding of ['middlebury', 'hsv'] as const) {
        expect(colors(colorFlow(flow([unknown, 0], [1, 0], [3, 0]), { coding }))[0]).toEqual([0, 0, 0]);
      }
      expect(colors(colorFlow(flow([unknown, 0], [1, 0], [3, 0]))).slice(1)).toEqual(known);
    }
    expect(colors(colorFlow(flow([Number.NaN, Number.NaN])))).toEqual([[0, 0, 0]]);
  });

  test('frames of two channels are flow around 127.5, any others pictures already', () => {
    const frames = new Frames({ data: Uint8Array.from([128, 127, 255, 127]), shape: [1, 1, 2, 2], frameRate: 9, name: 'f' });
    expect([...flowOfFrames(frames).data]).toEqual([0.5, -0.5, 127.5, -0.5]);
    const pictures = asPictures(frames);
    expect([pictures.shape, pictures.frameRate, pictures.name]).toEqual([[1, 1, 2, 3], 9, 'f']);
    expect(asPictures(pictures)).toBe(pictures);
    expect(() => flowOfFrames(pictures)).toThrow(/holds no flow.*3 channels.*Accepted: 2 channels/);
  });

  test('what is no flow is refused', () => {
    expect(() => colorFlow({ data: new Float32Array(3), shape: [1, 1, 3] })).toThrow(/two components.*Received: \[1, 1, 3\]/);
    expect(() => colorFlow({ data: new Float32Array(0), shape: [0, 4, 2] })).toThrow(/two components/);
    expect(() => colorFlow({ data: new Float32Array(4), shape: [2, 2, 2] })).toThrow(/needs a Float32Array of 8/);
    expect(() => colorFlow({ data: [1, 2] as never, shape: [1, 1, 2] })).toThrow(/needs a Float32Array/);
    expect(() => colorFlow(flow([1, 1]), { range: 0 })).toThrow(/range must be above 0/);
    expect(() => colorFlow(flow([1, 1]), { coding: 'rainbow' as never })).toThrow(/coding is not known/);
  });
});
