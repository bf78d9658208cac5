import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Color } from '../../src/lib/data/jumper/canvas.js';
import { makeJumper } from '../../src/lib/data/jumper/index.js';
import { createScene } from '../../src/lib/data/jumper/scene.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { createRandom } from '../../src/lib/random.js';
import type { Frames } from '../../src/lib/video/frames.js';

const small = { seconds: 2, width: 64, height: 48 };
const hash = (frames: Frames) => createHash('sha256').update(frames.data).digest('hex');

describe('makeJumper', () => {
  test('a seed decides every byte', () => {
    const first = makeJumper({ seed: 5, ...small });
    const second = makeJumper({ seed: 5, ...small });
    expect(hash(second.frames)).toBe(hash(first.frames));
    expect(second.events).toEqual(first.events);
    expect(hash(makeJumper({ seed: 6, ...small }).frames)).not.toBe(hash(first.frames));
  });

  test('frames have the asked size, rate and length', () => {
    const { frames } = makeJumper({ seed: 1, seconds: 1.2, frameRate: 25, width: 50, height: 40 });
    expect(frames.shape).toEqual([30, 40, 50, 3]);
    expect(frames.frameRate).toBe(25);
  });

  test('the picture rests while the jumper waits, and moves from the first step on', () => {
    const { frames, events } = makeJumper({ seed: 22, seconds: 4, width: 80, height: 60 });
    const change = (index: number) => meanDifference(frames.frame(index), frames.frame(index - 1));
    const waiting = mean([1, 2, 3].map(change));
    const stepping = mean(events.slice(2, 8).map(change));
    expect(stepping).toBeGreaterThan(1.3 * waiting);
  });

  test.each([
    4, 24,
  ])('the lowest shoe of the picture stands on the ground at an event, left and right in turn (seed %i)', (seed) => {
    const { frames, events } = makeJumper({ seed, seconds: 4 });
    const scene = createScene(createRandom(seed).fork('scene'));
    const middle = Math.round(scene.ground.x * frames.width);
    const rowsOf = (frame: number) =>
      [
        [0, middle],
        [middle, frames.width],
      ].map(([from, to]) => lowestRow(frames.frame(frame), frames, scene.colors.shoes, from, to));
    const rows = events.map(rowsOf);
    const ground = Math.max(...rows.flat());
    const sides = rows.map((row, i) => {
      const side = row[0] > row[1] ? 0 : 1;
      expect(row[side]).toBeGreaterThanOrEqual(ground - 5);
      expect(row[1 - side]).toBeLessThanOrEqual(row[side] - 4);
      expect(rowsOf(events[i] - 2)[side]).toBeLessThanOrEqual(row[side] - 4);
      return side;
    });
    expect(sides.length).toBeGreaterThan(6);
    for (const [i, side] of sides.slice(1).entries()) expect(side).not.toBe(sides[i]);
  });

  test('sizes, rates and cadences that cannot be drawn are refused', () => {
    expect(() => makeJumper({ seed: 1, seconds: 0.5 })).toThrow(InvalidInputError);
    expect(() => makeJumper({ seed: 1, width: 31 })).toThrow('width');
    expect(() => makeJumper({ seed: 1, frameRate: 5 })).toThrow('frameRate');
    expect(() => makeJumper({ seed: 1, cadence: 9 })).toThrow('cadence');
    expect(() => makeJumper({ seed: 1.5 })).toThrow('seed');
  });
});

/** The lowest row between two columns that holds two pixels or more near a colour (up to its shading). */
function lowestRow(frame: Uint8Array, { width, height }: Frames, color: Color, from: number, to: number): number {
  for (let y = height - 1; y > height * 0.6; y--) {
    let near = 0;
    for (let x = from; x < to; x++) {
      const at = (y * width + x) * 3;
      const scale = (frame[at] + frame[at + 1] + frame[at + 2]) / (color[0] + color[1] + color[2]);
      const off = Math.hypot(...color.map((value, c) => frame[at + c] - value * scale));
      if (scale > 0.7 && scale < 1.15 && off < 30) near++;
    }
    if (near >= 2) return y;
  }
  return 0;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return mean(Array.from(a, (value, i) => Math.abs(value - b[i])));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
