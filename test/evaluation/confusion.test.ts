import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { classificationReport } from '../../src/lib/evaluation/classification-report.js';
import { confusionOf } from '../../src/lib/evaluation/confusion.js';
import { topClasses, topKAccuracy } from '../../src/lib/evaluation/top-classes.js';

const CLASSES = ['cross', 'jump', 'step'];

describe('a confusion matrix', () => {
  test('counts each actual class by what it was taken for', () => {
    const confusion = confusionOf(['jump', 'jump', 'step'], ['jump', 'step', 'step'], CLASSES);
    expect(confusion).toEqual({
      classes: CLASSES,
      matrix: [
        [0, 0, 0],
        [0, 1, 1],
        [0, 0, 1],
      ],
      accuracy: 2 / 3,
    });
    expect(JSON.parse(JSON.stringify(confusion))).toEqual(confusion);
  });

  test('takes names or places, and orders classes that nobody has named', () => {
    expect(confusionOf(['take 10', 'take 2'], ['take 2', 'take 2']).classes).toEqual(['take 2', 'take 10']);
    expect(confusionOf(Int32Array.of(0, 3), [1, 1])).toMatchObject({ classes: ['0', '1', '2', '3'], accuracy: 0 });
    expect(confusionOf([0, 1], ['jump', 'jump'], ['jump', 'step']).accuracy).toBe(0.5);
    expect(confusionOf([], [])).toEqual({ classes: [], matrix: [], accuracy: undefined });
  });

  test('refuses what does not belong together', () => {
    expect(() => confusionOf([1, 2], [1])).toThrow(/same samples. Received: "2 and 1"/);
    expect(() => confusionOf([1, 7], [1, 1], CLASSES)).toThrow(
      /actual class of sample 1.*Received: 7. Accepted: places from 0 to 2/,
    );
    expect(() => confusionOf(['jump'], ['jmup'], CLASSES)).toThrow(/predicted class of sample 0.*jmup.*cross, jump, step/);
    expect(() => confusionOf([0], [Number.NaN], CLASSES)).toThrow(/Received: NaN/);
    expect(() => confusionOf([0], [0], ['a', 'a'])).toThrow(/named twice/);
    const classes = ['a', 'b'];
    expect(() => classificationReport({ classes, matrix: [[1, 2]] })).toThrow(/a row and a column for each class/);
    expect(() =>
      classificationReport({
        classes,
        matrix: [
          [0.5, 0.5],
          [0, 1],
        ],
      }),
    ).toThrow(/must hold counts.*0.5/);
  });
});

describe('a classification report', () => {
  const labels = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 60 });

  test.prop([labels])('U45: precision is right / predicted, recall right / actual; undefined, never a division by 0', (pairs) => {
    const classes = ['a', 'b', 'c', 'd'];
    const [actual, predicted] = [pairs.map(([a]) => a), pairs.map(([, p]) => p)];
    const report = classificationReport(confusionOf(actual, predicted, classes));
    classes.forEach((name, place) => {
      // Counted sample by sample, without a matrix.
      const taken = pairs.filter(([, p]) => p === place);
      const own = pairs.filter(([a]) => a === place);
      const right = own.filter(([, p]) => p === place).length;
      const { precision, recall, f1, support } = report.classes[place];
      expect(report.classes[place].class).toBe(name);
      expect([precision, recall, support]).toEqual([
        taken.length > 0 ? right / taken.length : undefined,
        own.length > 0 ? right / own.length : undefined,
        own.length,
      ]);
      if (precision && recall) expect(f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
      else expect(f1).toBe(taken.length + own.length > 0 ? 0 : undefined);
    });
    const numbers = JSON.stringify(report, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? 'odd' : value));
    expect(numbers).not.toContain('odd');
    // Recall weighted by support is accuracy.
    if (pairs.length > 0) expect(report.weighted.recall).toBeCloseTo(report.accuracy ?? -1, 12);
  });

  test('of nothing has no scores', () => {
    const { accuracy, balancedAccuracy, macro } = classificationReport(confusionOf([], [], CLASSES));
    expect([accuracy, balancedAccuracy, macro.f1, macro.support]).toEqual([undefined, undefined, undefined, 0]);
  });
});

describe('the highest scores', () => {
  test.prop([
    fc.array(fc.oneof(fc.double(), fc.constantFrom(0.5, Number.NaN, Infinity, -Infinity)), { maxLength: 20 }),
    fc.integer({ min: 1, max: 8 }),
  ])('come first, what is no number last', (scores, k) => {
    const top = topClasses(scores, k);
    expect(top).toHaveLength(Math.min(k, scores.length));
    expect(new Set(top.map(({ index }) => index)).size).toBe(top.length);
    const height = (score: number): number => (Number.isNaN(score) ? -Infinity : score);
    const least = Math.min(Infinity, ...top.map(({ score }) => height(score)));
    const others = scores.filter((_, index) => !top.some((own) => own.index === index));
    for (const other of others) expect(height(other)).toBeLessThanOrEqual(least);
    expect(top.map(({ score }) => height(score))).toEqual(
      top.map(({ score }) => height(score)).sort((a, b) => (b > a ? 1 : b < a ? -1 : 0)),
    );
  });

  test('count a sample as found whose class is among them', () => {
    const scores = [
      [0.1, 0.7, 0.2],
      [0.5, 0.3, 0.2],
    ];
    expect([1, 2, 3].map((k) => topKAccuracy(scores, [2, 0], k))).toEqual([0.5, 1, 1]);
    expect(topKAccuracy([], [], 1)).toBeUndefined();
    expect(() => topKAccuracy(scores, [0], 1)).toThrow(/same samples/);
    expect(() => topKAccuracy(scores, [0, 3], 1)).toThrow(/class of sample 1 has no score/);
    expect(() => topClasses([1], 0)).toThrow(/k must be an integer/);
  });
});
