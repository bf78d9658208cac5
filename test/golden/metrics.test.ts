import { expect, test } from 'vitest';
import { classificationReport } from '../../src/lib/evaluation/classification-report.js';
import { confusionOf } from '../../src/lib/evaluation/confusion.js';
import { topClasses, topKAccuracy } from '../../src/lib/evaluation/top-classes.js';
import { describeGolden, goldenArray, goldenCases } from './root.js';

interface MetricsFacts {
  readonly expected: {
    readonly accuracy: number;
    readonly balanced_accuracy: number;
    readonly top_k_accuracy: Readonly<Record<string, number>>;
    readonly confusion_matrix: readonly (readonly number[])[];
    readonly support: readonly number[];
  } & Readonly<Record<'precision' | 'recall' | 'f1', readonly number[]>> &
    Readonly<Record<`${'macro' | 'weighted'}_${'precision' | 'recall' | 'f1'}`, number>>;
}

const SCORES = ['precision', 'recall', 'f1'] as const;

/** `case.json`: '1e-9 absolute; counts exact'. */
const ATOL = 1e-9;

describeGolden('metrics', 'scores of classes', () => {
  test.each(
    goldenCases<MetricsFacts>('metrics').map((golden) => [golden.name, golden] as const),
  )('%s: confusion, precision, recall, F1, averages and top-k accuracy are scikit-learn’s', (_, golden) => {
    const { expected } = golden.facts;
    const [actual, predicted, scores] = ['y_true', 'y_pred', 'scores'].map((name) => goldenArray(golden, name));
    const classes = expected.confusion_matrix.map((_, place) => `class_${place}`);
    const confusion = confusionOf(actual.data as Int32Array, predicted.data as Int32Array, classes);
    expect(confusion.matrix).toEqual(expected.confusion_matrix);
    const report = classificationReport(confusion);
    const near = (value: number | undefined, other: number, what: string): void =>
      expect(Math.abs((value ?? 0) - other), what).toBeLessThanOrEqual(ATOL);
    near(report.accuracy, expected.accuracy, 'accuracy');
    near(report.balancedAccuracy, expected.balanced_accuracy, 'balanced accuracy');
    expect(report.classes.map(({ support }) => support)).toEqual(expected.support);
    for (const name of SCORES) {
      report.classes.forEach((score, place) => void near(score[name], expected[name][place], `${name} of class ${place}`));
      near(report.macro[name], expected[`macro_${name}`], `macro ${name}`);
      near(report.weighted[name], expected[`weighted_${name}`], `weighted ${name}`);
    }
    const [samples, count] = scores.shape;
    const values = scores.data as Float32Array;
    const rows = Array.from({ length: samples }, (_, sample) => values.subarray(sample * count, (sample + 1) * count));
    expect(rows.map((row) => topClasses(row, 1)[0].index)).toEqual(Array.from(predicted.data as Int32Array));
    for (const [k, share] of Object.entries(expected.top_k_accuracy)) {
      near(topKAccuracy(rows, actual.data as Int32Array, Number(k)), share, `top-${k} accuracy`);
    }
  });
});
