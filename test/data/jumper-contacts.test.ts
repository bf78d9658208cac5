import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createBuild } from '../../src/lib/data/jumper/build.js';
import { eventFrames, planContacts } from '../../src/lib/data/jumper/contacts.js';
import { planIdle, type Stance } from '../../src/lib/data/jumper/idle.js';
import { type Motion, planMotion } from '../../src/lib/data/jumper/motion.js';
import { ankleHeight, bones, type Pose, type Position, poseOf } from '../../src/lib/data/jumper/pose.js';
import { createRandom } from '../../src/lib/random.js';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const cadences = fc.double({ min: 2, max: 7.5, noNaN: true });
const rates = fc.constantFrom(25, 30_000 / 1001, 30);

const plan = (seed: number, cadence: number) => planContacts({ random: createRandom(seed), seconds: 10, cadence });
const buildOf = (seed: number) => createBuild(createRandom(seed));
const atRest: Stance = {
  x: 0,
  z: 0,
  turn: 0,
  lean: 0,
  hands: { x: 0.17, y: 0, z: 0.04 },
  stride: { phase: 0, length: 0 },
};

describe('contacts', () => {
  test.prop([seeds, cadences, rates])(
    'events ascend, lie in the video, and come 2 to 7.5 times a second but for pauses',
    (seed, cadence, rate) => {
      const bouts = plan(seed, cadence);
      const events = eventFrames(bouts, rate, Math.round(10 * rate));
      expect(events.length).toBeGreaterThan(5);
      expect(events[events.length - 1]).toBeLessThan(10 * rate);
      const gaps = events.slice(1).map((event, i) => event - events[i]);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(Math.floor(rate / 7.5));
      expect(gaps.filter((gap) => gap > rate / 2 + 1).length).toBeLessThanOrEqual(bouts.length - 1);
    },
  );

  test.prop([seeds, cadences])('between two bouts there are 0.9 seconds at least', (seed, cadence) => {
    const bouts = plan(seed, cadence);
    for (const [i, { contacts }] of bouts.slice(1).entries()) {
      expect(contacts[0] - (bouts[i].contacts.at(-1) ?? 0)).toBeGreaterThanOrEqual(0.9);
    }
  });

  test.prop([seeds, cadences, rates])('nothing happens in the first half second', (seed, cadence, rate) => {
    const [first] = eventFrames(plan(seed, cadence), rate, Math.round(10 * rate));
    expect(first).toBeGreaterThanOrEqual(rate / 2);
    expect(first).toBeLessThanOrEqual(4.5 * rate + 1);
  });

  test('over many seeds there are pauses, misses, long waits, ends at rest, and every cadence', () => {
    const plans = Array.from({ length: 300 }, (_, seed) => plan(seed, 4.75));
    const share = (has: (bouts: (typeof plans)[number]) => boolean) => plans.filter(has).length / plans.length;
    expect(share((bouts) => bouts.length > 1)).toBeGreaterThan(0.35);
    expect(share((bouts) => bouts.slice(0, -1).some(({ ending }) => ending === 'miss'))).toBeGreaterThan(0.15);
    expect(share(([{ contacts }]) => contacts[0] > 2.5)).toBeGreaterThan(0.15);
    expect(share((bouts) => (bouts.at(-1)?.contacts.at(-1) ?? 0) < 9.5)).toBeGreaterThan(0.2);
    const steps = [2.2, 7.2].flatMap((cadence) =>
      plan(3, cadence).flatMap(({ contacts }) => contacts.slice(1).map((time, i) => 1 / (time - contacts[i]))),
    );
    expect(Math.min(...steps)).toBeCloseTo(2, 5);
    expect(Math.max(...steps)).toBeCloseTo(7.5, 5);
  });
});

describe('the drawn feet', () => {
  const lowest = ({ sides }: Pose) => Math.min(sides.left.ankle.y, sides.right.ankle.y);
  const heights = ({ sides }: Pose) => [sides.left.ankle.y, sides.right.ankle.y];
  const poser = (seed: number, motion: (time: number) => Motion) => {
    const build = buildOf(seed);
    return (time: number) => poseOf(motion(time), atRest, build);
  };

  test.prop([seeds, cadences, rates])(
    'one stands on the ground at its event and the other is in the air, left and right in turn',
    (seed, cadence, rate) => {
      const [bout] = plan(seed, cadence);
      const poseAt = poser(seed, planMotion([bout], buildOf(seed).flight));
      // The last contact is made with both feet.
      const feet = eventFrames([bout], rate, Infinity)
        .slice(0, -1)
        .map((event) => {
          const { sides } = poseAt(event / rate);
          expect(lowest(poseAt(event / rate))).toBeCloseTo(ankleHeight, 9);
          expect(Math.abs(sides.left.ankle.y - sides.right.ankle.y)).toBeGreaterThan(0.005);
          return sides.left.ankle.y < sides.right.ankle.y ? 'left' : 'right';
        });
      for (const [i, foot] of feet.slice(1).entries()) expect(foot).not.toBe(feet[i]);
    },
  );

  test.prop([seeds, cadences, rates])('come down in the frame before an event', (seed, cadence, rate) => {
    const bouts = plan(seed, cadence);
    const poseAt = poser(seed, planMotion(bouts, buildOf(seed).flight));
    for (const event of eventFrames(bouts, rate, Math.round(10 * rate))) {
      const before = heights(poseAt((event - 1) / rate));
      const now = heights(poseAt(event / rate));
      expect(now.some((height, i) => Math.abs(height - ankleHeight) < 1e-9 && before[i] > ankleHeight)).toBe(true);
    }
  });

  test.prop([seeds, cadences, rates], { numRuns: 12 })(
    'an independent look at the heights finds exactly the labels: the first frame of every stay on the ground',
    (seed, cadence, rate) => {
      const bouts = plan(seed, cadence);
      const poseAt = poser(seed, planMotion(bouts, buildOf(seed).flight));
      const events = eventFrames(bouts, rate, Infinity);
      const count = Math.min(events.at(-1) ?? 0, Math.round(6 * rate));
      const landings = new Set<number>();
      for (const side of [0, 1]) {
        // A foot is up, and a twentieth of a frame later it is not: the next frame is the first to show it standing.
        for (let i = 1; i <= count * 20; i++) {
          const isUp = (moment: number) => heights(poseAt(moment / 20 / rate))[side] > ankleHeight;
          if (isUp(i - 1) && !isUp(i)) landings.add(Math.ceil(i / 20));
        }
      }
      expect([...landings].sort((a, b) => a - b)).toEqual(events.filter((event) => event <= count));
    },
  );

  test.prop([seeds, cadences])('the rope is under both feet, which are in the air, once a step', (seed, cadence) => {
    const build = buildOf(seed);
    const bouts = plan(seed, cadence);
    const poseAt = poser(seed, planMotion(bouts, build.flight));
    const { contacts } = bouts[bouts.length - 1];
    for (const [i, contact] of contacts.slice(1, -1).entries()) {
      const pose = poseAt(contact - ((contact - contacts[i]) * build.flight) / 2);
      const middle = pose.rope[pose.rope.length >> 1];
      expect(Math.abs(middle.y)).toBeLessThan(0.02);
      expect(Math.abs(middle.z)).toBeLessThan(0.3);
      expect(lowest(pose)).toBeGreaterThan(ankleHeight + 0.002);
    }
  });

  test.prop([seeds, cadences])('bones keep their length, also while waiting and walking in', (seed, cadence) => {
    const build = buildOf(seed);
    const motion = planMotion(plan(seed, cadence), build.flight);
    const stance = planIdle({ random: createRandom(seed), walkIn: 1 });
    const distance = (a: Position, b: Position) => Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
    for (let time = 0; time < 10; time += 0.23) {
      const pose = poseOf(motion(time), stance(time), build);
      for (const { hip, knee, ankle, shoulder, elbow, hand } of Object.values(pose.sides)) {
        expect(distance(hip, knee)).toBeCloseTo(bones.thigh, 2);
        expect(distance(knee, ankle)).toBeCloseTo(bones.shin, 1);
        expect(distance(shoulder, elbow)).toBeCloseTo(bones.upperArm, 2);
        expect(distance(elbow, hand)).toBeCloseTo(bones.forearm, 2);
      }
    }
  });

  test.prop([seeds])('a caught rope stays before the feet', (seed) => {
    const build = buildOf(seed);
    const contacts = [1, 1.25, 1.5, 1.75, 2];
    const motion = planMotion([{ contacts, firstFoot: 'left', ending: 'miss' }], build.flight);
    for (let time = 1.97; time < 4; time += 0.05) {
      const pose = poseOf(motion(time), atRest, build);
      expect(pose.rope[pose.rope.length >> 1].z).toBeGreaterThan(pose.rope[0].z);
    }
  });
});
