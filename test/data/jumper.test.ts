import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { planCamera, throughCamera } from '../../src/lib/data/jumper/camera.js';
import type { Color } from '../../src/lib/data/jumper/canvas.js';
import { makeJumper } from '../../src/lib/data/jumper/index.js';
import { createScene } from '../../src/lib/data/jumper/scene.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { createRandom } from '../../src/lib/random.js';
import type { Frames } from '../../src/lib/video/frames.js';

const small = { seconds: 1, width: 64, height: 48 };
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

  test('the first step comes after the asked lead-in, at about the asked cadence', () => {
    const { events } = makeJumper({ seed: 3, seconds: 5.9, width: 40, height: 40, leadIn: 1.5, cadence: 5 });
    expect(events[0]).toBe(45);
    expect(events.length).toBeGreaterThan(15);
    expect(events.length).toBeLessThan(27);
  });

  test('the picture moves more from the first step on than while the jumper waits', () => {
    expect(changes(29)).toSatisfy(([waiting, stepping]) => stepping > 1.2 * waiting);
  });

  test('the shoes of the picture come down to the ground at an event', () => {
    const seed = plainSeed();
    const { frames, events } = makeJumper({ seed, seconds: 3, width: 160, height: 120, cadence: 3.5, leadIn: 0.8, variety: 0 });
    const { jumper } = sceneOf(seed);
    const lowest = (frame: number) => lowestRow(frames.frame(frame), frames, jumper.shoes);
    const ground = Math.max(...events.map(lowest));
    // The camera rests and the jumper hardly shifts, so all landings are near one row; between them both feet are higher.
    expect(Math.min(...events.map(lowest))).toBeGreaterThanOrEqual(ground - 5);
    const above = events.slice(1, -1).map((event) => lowest(event) - Math.min(lowest(event - 1), lowest(event - 2)));
    expect(mean(above)).toBeGreaterThan(0.5);
  });

  test('sizes, rates, cadences and lead-ins that cannot be drawn are refused', () => {
    expect(() => makeJumper({ seed: 1, seconds: 0.5 })).toThrow(InvalidInputError);
    expect(() => makeJumper({ seed: 1, width: 31 })).toThrow('width');
    expect(() => makeJumper({ seed: 1, frameRate: 5 })).toThrow('frameRate');
    expect(() => makeJumper({ seed: 1, cadence: 9 })).toThrow('cadence');
    expect(() => makeJumper({ seed: 1, leadIn: 6 })).toThrow('leadIn');
    expect(() => makeJumper({ seed: 1, variety: 2 })).toThrow('variety');
    expect(() => makeJumper({ seed: 1.5 })).toThrow('seed');
  });
});

describe('scenes', () => {
  const scenes = Array.from({ length: 400 }, (_, seed) => createScene(createRandom(seed), 4 / 3));
  const values = <T>(of: (scene: (typeof scenes)[number]) => T) => new Set(scenes.map(of));
  const share = (has: (scene: (typeof scenes)[number]) => boolean) => scenes.filter(has).length / scenes.length;

  test('show every kind of wall, floor, clothes, skin and hair', () => {
    expect(values(({ wall }) => wall).size).toBe(10);
    expect(values(({ floor }) => floor).size).toBe(5);
    expect(values(({ jumper }) => String(jumper.skin)).size).toBe(5);
    expect(values(({ jumper }) => String(jumper.hair)).size).toBe(6);
    expect(values(({ jumper }) => String(jumper.shirt)).size).toBeGreaterThan(8);
  });

  test('show jumpers of 34 to 90 % of the height, whole, from all sides, alone and among others', () => {
    const sizes = scenes.map(({ size }) => size);
    expect(Math.min(...sizes)).toBeGreaterThan(0.33);
    expect(Math.min(...sizes)).toBeLessThan(0.37);
    expect(Math.max(...sizes)).toBeGreaterThan(0.87);
    for (const { ground, size } of scenes) expect(ground.y - size).toBeGreaterThan(0);
    expect(share(({ yaw }) => Math.cos(yaw) > 0.7)).toBeGreaterThan(0.2);
    expect(share(({ yaw }) => Math.abs(Math.sin(yaw)) > 0.7)).toBeGreaterThan(0.2);
    expect(share(({ yaw }) => Math.cos(yaw) < -0.7)).toBeGreaterThan(0.05);
    expect(share(({ bystanders }) => bystanders > 0)).toBeGreaterThan(0.3);
    expect(share(({ walkIn }) => walkIn > 0)).toBeGreaterThan(0.15);
  });

  test('stay in the easy middle where no variety is asked', () => {
    for (let seed = 0; seed < 100; seed++) {
      const { yaw, size, bystanders, camera, light } = createScene(createRandom(seed), 4 / 3, 0);
      expect(Math.abs(yaw)).toBeLessThanOrEqual(0.3);
      expect(size).toBeGreaterThanOrEqual(0.68);
      expect([bystanders, camera.zoom, camera.pan.x, light.flicker]).toEqual([0, 1, 0, 0]);
    }
  });

  test('differ in camera, light and sensor', () => {
    expect(share(({ camera }) => camera.shake > 0)).toBeGreaterThan(0.4);
    expect(share(({ camera }) => camera.pan.x !== 0)).toBeGreaterThan(0.2);
    expect(share(({ camera }) => camera.zoom !== 1)).toBeGreaterThan(0.15);
    expect(share(({ light }) => light.flicker > 0)).toBeGreaterThan(0.15);
    expect(share(({ sensor }) => sensor.blur > 0.5)).toBeGreaterThan(0.3);
    expect(share(({ sensor }) => sensor.noise > 2)).toBeGreaterThan(0.3);
    expect(values(({ sensor }) => sensor.quality).size).toBeGreaterThan(10);
  });
});

test('a camera without habits shows everything where it is; one that zooms keeps the middle', () => {
  const still = { shake: 0, pan: { x: 0, y: 0 }, zoom: 1, roll: 0 };
  const resting = throughCamera(planCamera(createRandom(1), still, 48, 5)(2), 64, 48);
  expect(resting({ x: 10, y: 20 })).toEqual({ x: 10, y: 20 });
  const zooming = throughCamera(planCamera(createRandom(1), { ...still, zoom: 1.2 }, 48, 5)(5), 64, 48);
  expect(zooming({ x: 32, y: 24 })).toEqual({ x: 32, y: 24 });
  expect(zooming({ x: 42, y: 24 }).x).toBeCloseTo(43, 9);
});

function sceneOf(seed: number) {
  return createScene(createRandom(seed).fork('scene'), 320 / 240, 0);
}

/** A seed of a scene in which red shoes are easily found. */
function plainSeed(): number {
  for (let seed = 0; ; seed++) {
    const { camera, jumper, wall, floor, sensor } = sceneOf(seed);
    const isPlain = (wall === 'flat' || wall === 'panels') && floor !== 'court' && sensor.blur === 0 && sensor.noise < 2;
    if (camera.shake === 0 && isPlain && String(jumper.shoes) === '206,56,44') return seed;
  }
}

/** Mean change from frame to frame while waiting, and from the first step on. */
function changes(seed: number): [number, number] {
  const { frames, events } = makeJumper({ seed, seconds: 3, width: 80, height: 60, leadIn: 1, variety: 0 });
  const change = (index: number) => meanDifference(frames.frame(index), frames.frame(index - 1));
  return [mean([3, 6, 9, 12].map(change)), mean(events.slice(2, 8).map(change))];
}

/** The lowest row that holds two pixels or more near a colour (up to its shading). */
function lowestRow(frame: Uint8Array, { width, height }: Frames, color: Color): number {
  for (let y = height - 1; y > 0; y--) {
    let near = 0;
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const scale = (frame[at] + frame[at + 1] + frame[at + 2]) / (color[0] + color[1] + color[2]);
      const off = Math.hypot(...color.map((value, c) => frame[at + c] - value * scale));
      if (scale > 0.5 && scale < 1.3 && off < 40) near++;
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
