import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { eventFrames, planContacts } from '../../src/lib/data/jumper/contacts.js';
import { type Motion, planMotion } from '../../src/lib/data/jumper/motion.js';
import { ankleHeight, type Build, type Pose, poseOf } from '../../src/lib/data/jumper/pose.js';
import { createRandom } from '../../src/lib/random.js';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const cadences = fc.double({ min: 3, max: 6, noNaN: true });
const rates = fc.constantFrom(25, 30);
const build: Build = { lift: 0.18, bounce: 0.03, shoulders: 0.105, hips: 0.06, reach: 0.22 };

const plan = (seed: number, cadence: number) => planContacts({ random: createRandom(seed), seconds: 10, cadence });

describe('contacts', () => {
  test.prop([seeds, cadences, rates])(
    'events ascend, lie in the video, and come 3 to 6 times a second',
    (seed, cadence, rate) => {
      const bouts = plan(seed, cadence);
      const events = eventFrames(bouts, rate, 10 * rate);
      expect(events.length).toBeGreaterThan(12);
      expect(events[events.length - 1]).toBeLessThan(10 * rate);
      const gaps = events.slice(1).map((event, i) => event - events[i]);
      const pauses = gaps.filter((gap) => gap > rate / 3 + 1);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(Math.floor(rate / 6));
      expect(pauses.length).toBe(bouts.length - 1);
      for (const pause of pauses) expect(pause).toBeGreaterThan(0.9 * rate - 11);
    },
  );

  test.prop([seeds, cadences, rates])('nothing happens in the first half second', (seed, cadence, rate) => {
    const [first] = eventFrames(plan(seed, cadence), rate, 10 * rate);
    expect(first).toBeGreaterThanOrEqual(rate / 2);
    expect(first).toBeLessThanOrEqual(2 * rate + 1);
  });

  test('two of five videos or so have a pause', () => {
    const paused = Array.from({ length: 200 }, (_, seed) => plan(seed, 4).length).filter((bouts) => bouts > 1);
    expect(paused.length).toBeGreaterThan(50);
    expect(paused.length).toBeLessThan(110);
  });
});

describe('the drawn feet', () => {
  const lowest = ({ sides }: Pose) => Math.min(sides.left.ankle.y, sides.right.ankle.y);
  const poses = (motion: (time: number) => Motion, time: number) => poseOf(motion(time), build);

  test.prop([seeds, cadences, rates])(
    'one stands on the ground at its event and the other is in the air',
    (seed, cadence, rate) => {
      const bouts = plan(seed, cadence);
      const motion = planMotion(bouts);
      const feet = eventFrames(bouts.slice(-1), rate, 10 * rate).map((event) => {
        const { sides } = poses(motion, event / rate);
        expect(lowest(poses(motion, event / rate))).toBe(ankleHeight);
        expect(Math.abs(sides.left.ankle.y - sides.right.ankle.y)).toBeGreaterThan(0.01);
        return sides.left.ankle.y < sides.right.ankle.y ? 'left' : 'right';
      });
      for (const [i, foot] of feet.slice(1).entries()) expect(foot).not.toBe(feet[i]);
    },
  );

  test.prop([seeds, cadences])('come down in the frame before an event', (seed, cadence) => {
    const bouts = plan(seed, cadence);
    const motion = planMotion(bouts);
    for (const event of eventFrames(bouts, 30, 300)) {
      const heightsBefore = Object.values(poses(motion, (event - 1) / 30).sides).map(({ ankle }) => ankle.y);
      const heights = Object.values(poses(motion, event / 30).sides).map(({ ankle }) => ankle.y);
      expect(heights.some((height, i) => height === ankleHeight && heightsBefore[i] > ankleHeight)).toBe(true);
    }
  });

  test.prop([seeds, cadences])('the rope is under both feet, which are in the air, between two events', (seed, cadence) => {
    const bouts = plan(seed, cadence);
    const motion = planMotion(bouts);
    const { contacts } = bouts[bouts.length - 1];
    for (const [i, contact] of contacts.slice(1).entries()) {
      // The rope's angle is 0, straight down, 0.5 rad before the contact.
      const pose = poses(motion, contact - ((contact - contacts[i]) * 0.5) / (2 * Math.PI));
      const middle = pose.rope[pose.rope.length >> 1];
      expect(Math.abs(middle.y)).toBeLessThan(0.02);
      expect(Math.abs(middle.z)).toBeLessThan(0.15);
      expect(lowest(pose)).toBeGreaterThan(ankleHeight + 0.01);
    }
  });

  test.prop([seeds, cadences])('bones keep their length', (seed, cadence) => {
    const motion = planMotion(plan(seed, cadence));
    for (let time = 0; time < 10; time += 0.23) {
      for (const { hip, knee, ankle } of Object.values(poses(motion, time).sides)) {
        const thigh = Math.hypot(hip.x - knee.x, hip.y - knee.y, hip.z - knee.z);
        const shin = Math.hypot(ankle.x - knee.x, ankle.y - knee.y, ankle.z - knee.z);
        expect(thigh).toBeCloseTo(0.26, 2);
        expect(shin).toBeCloseTo(0.26, 2);
      }
    }
  });
});
