import { fc, test } from '@fast-check/vitest';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  crossEntropy,
  sparseCategoricalCrossEntropy,
} from '../../src/lib/training/losses.js';
import { accuracy, decisions, type FrameDecisions, precisionAndRecall } from '../../src/lib/training/metrics.js';

beforeEach(() => engine().engine().startScope());
afterEach(() => engine().engine().endScope());

const rows = (values: number[][]) => engine().tensor2d(values);
const numberOf = (loss: { dataSync(): ArrayLike<number> }) => loss.dataSync()[0];
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const LOGITS = [
  [2, -1, 0.5],
  [-3, 0.25, 1],
];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softmax = (row: number[]) => {
  const powers = row.map(Math.exp);
  return powers.map((power) => power / powers.reduce((a, b) => a + b));
};
const SIGMOIDS = LOGITS.map((row) => row.map(sigmoid));
const SOFTMAXES = LOGITS.map(softmax);

describe('losses, against sums over plain numbers (X11, J52)', () => {
  test('binary cross-entropy, several right answers in a row', () => {
    const targets = [
      [1, 0, 1],
      [0, 0, 0],
    ];
    const terms = SIGMOIDS.flatMap((row, i) => row.map((p, j) => -Math.log(targets[i][j] ? p : 1 - p)));
    expect(numberOf(binaryCrossEntropy(rows(SIGMOIDS), rows(targets)))).toBeCloseTo(mean(terms), 5);
    expect(numberOf(binaryCrossEntropy(rows(LOGITS), rows(targets), { fromLogits: true }))).toBeCloseTo(mean(terms), 5);
    expect(numberOf(crossEntropy('sigmoid', rows(SIGMOIDS), rows(targets)))).toBeCloseTo(mean(terms), 5);
  });

  test('categorical cross-entropy, by one-hot rows or by index', () => {
    const targets = [
      [0, 0, 1],
      [1, 0, 0],
    ];
    const wanted = mean([-Math.log(SOFTMAXES[0][2]), -Math.log(SOFTMAXES[1][0])]);
    const classes = engine().tensor1d([2, 0], 'int32') as Tensor1D;
    expect(numberOf(categoricalCrossEntropy(rows(SOFTMAXES), rows(targets)))).toBeCloseTo(wanted, 5);
    expect(numberOf(categoricalCrossEntropy(rows(LOGITS), rows(targets), { fromLogits: true }))).toBeCloseTo(wanted, 5);
    expect(numberOf(sparseCategoricalCrossEntropy(rows(SOFTMAXES), classes))).toBeCloseTo(wanted, 5);
    expect(numberOf(sparseCategoricalCrossEntropy(rows(LOGITS), classes, { fromLogits: true }))).toBeCloseTo(wanted, 5);
    expect(numberOf(crossEntropy('softmax', rows(SOFTMAXES), rows(targets)))).toBeCloseTo(wanted, 5);
  });

  test('certain and wrong is dear but finite; from logits it is exact', () => {
    expect(numberOf(binaryCrossEntropy(rows([[0]]), rows([[1]])))).toBeCloseTo(-Math.log(1e-7), 3);
    expect(numberOf(binaryCrossEntropy(rows([[-100]]), rows([[1]]), { fromLogits: true }))).toBeCloseTo(100, 4);
    expect(numberOf(categoricalCrossEntropy(rows([[100, 0]]), rows([[0, 1]]), { fromLogits: true }))).toBeCloseTo(100, 4);
  });

  const loss = { binary: binaryCrossEntropy, categorical: categoricalCrossEntropy };
  test.each(['binary', 'categorical'] as const)('%s: the gradient by the logits is (p − y) / n', (kind) => {
    const tf = engine();
    const targets = rows([
      [0, 1, 0],
      [1, 0, 0],
    ]);
    const gradient = tf.grad((x) => loss[kind](x as Tensor2D, targets, { fromLogits: true }))(rows(LOGITS));
    const wanted = kind === 'binary' ? rows(SIGMOIDS).sub(targets).div(6) : rows(SOFTMAXES).sub(targets).div(2);
    for (const [i, value] of wanted.dataSync().entries()) expect(gradient.dataSync()[i]).toBeCloseTo(value, 5);
  });
});

describe('metrics', () => {
  const probabilities = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), {
    minLength: 4,
    maxLength: 40,
  });

  test.prop([probabilities])(
    'precision and recall are those of a count by hand, however the frames are batched (X14)',
    (frames) => {
      const whole = frames.slice(0, frames.length - (frames.length % 2));
      let counts: FrameDecisions = { hits: 0, falseAlarms: 0, misses: 0 };
      for (let i = 0; i < whole.length; i += 2) {
        const pair = whole.slice(i, i + 2);
        counts = decisions(rows([pair.map(([p]) => p)]), rows([pair.map(([, y]) => Number(y))]), counts);
      }
      const marked = whole.filter(([p]) => Math.fround(p) > 0.5);
      const held = whole.filter(([, y]) => y);
      const hits = marked.filter(([, y]) => y).length;
      expect(precisionAndRecall(counts)).toEqual({ precision: hits / marked.length, recall: hits / held.length });
    },
  );

  test('J53: categorical accuracy is the share of windows whose largest entries agree', () => {
    const predicted = rows([
      [0.1, 0.7, 0.2],
      [0.4, 0.3, 0.3],
      [0.2, 0.2, 0.6],
      [0.5, 0.3, 0.2],
    ]);
    const targets = rows([
      [0, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 0],
    ]);
    // The last window holds no event: its target's largest entry is the first (J36).
    expect(numberOf(accuracy('softmax', predicted, targets))).toBe(0.75);
  });

  test('J36: accuracy of frames has no such ceiling: a window without an event can be right', () => {
    const predicted = rows([
      [0.1, 0.2, 0.3],
      [0.9, 0.2, 0.6],
    ]);
    const targets = rows([
      [0, 0, 0],
      [1, 0, 1],
    ]);
    expect(numberOf(accuracy('sigmoid', predicted, targets))).toBe(1);
  });
});
