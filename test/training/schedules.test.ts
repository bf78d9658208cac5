import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { cosineDecay } from '../../src/lib/training/schedules.js';

test.prop([fc.integer({ min: 1, max: 500 }), fc.double({ min: 1e-6, max: 1, noNaN: true })])(
  'falls from the first rate to the last, never rises',
  (steps, from) => {
    const rate = cosineDecay({ from, to: from / 10, steps });
    expect(rate(0)).toBeCloseTo(from, 12);
    expect(rate(steps)).toBeCloseTo(from / 10, 12);
    expect(rate(steps + 50)).toBe(rate(steps));
    for (let step = 1; step <= steps; step++) expect(rate(step)).toBeLessThanOrEqual(rate(step - 1));
  },
);

test('half way it is half way', () => {
  expect(cosineDecay({ from: 3, to: 1, steps: 10 })(5)).toBeCloseTo(2);
});

test('steps must be counted', () => {
  expect(() => cosineDecay({ from: 1, steps: 0 })).toThrow('steps must be an integer of at least 1. Received: 0');
});
