import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { countConfidence } from '../../src/lib/evaluation/count-confidence.js';
import { probabilityPeaks } from '../../src/lib/evaluation/events-from-probability.js';

const peak = (height: number, isEvent: boolean) => ({ frame: 0, height, isEvent });

describe('confidence of a count', () => {
  property.prop([fc.float32Array({ min: 0, max: 1, noNaN: true, maxLength: 60 })])('lies from 0 to 1', (probability) => {
    const confidence = countConfidence(probabilityPeaks(probability));
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1);
  });

  test('expected hits by counted and expectedly missed, by hand', () => {
    expect(countConfidence([peak(0.9, true), peak(1.4, true), peak(0.3, false)])).toBeCloseTo(1.9 / 2.3);
  });

  test('clear peaks beside silence are sure; peaks hardly above the others are not', () => {
    const clear = Float32Array.from({ length: 60 }, (_, t) => (t % 6 === 3 ? 0.95 : 0));
    const vague = Float32Array.from({ length: 60 }, (_, t) => (t % 12 === 3 ? 0.4 : t % 12 === 9 ? 0.15 : 0.05));
    expect(countConfidence(probabilityPeaks(clear))).toBeGreaterThan(0.9);
    expect(countConfidence(probabilityPeaks(vague))).toBeLessThan(0.5);
  });

  test('nothing counted: sure in silence, less so the more there might have been', () => {
    expect(countConfidence([])).toBe(1);
    expect(countConfidence([peak(0.1, false), peak(0.1, false)])).toBeCloseTo(0.81);
  });
});
