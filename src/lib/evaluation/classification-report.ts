import { accuracyOf, type Confusion, requireConfusion } from './confusion.js';

/** How well one class is found. Each is a share, 0 to 1. */
export interface ClassScore {
  readonly class: string;
  /** Right among those taken for this class; undefined where nothing was. */
  readonly precision: number | undefined;
  /** Found among those of this class; undefined where there is none. */
  readonly recall: number | undefined;
  /** Harmonic mean of the two, 2 tp / (2 tp + fp + fn); undefined for a class that neither is nor is predicted. */
  readonly f1: number | undefined;
  /** Samples of this class. */
  readonly support: number;
}

/** Scores of all classes in one; undefined without samples. */
export interface AveragedScore {
  readonly precision: number | undefined;
  readonly recall: number | undefined;
  readonly f1: number | undefined;
  /** Samples of all classes. */
  readonly support: number;
}

/** Precision, recall, F1 and support by class, and their averages. */
export interface ClassificationReport {
  readonly classes: readonly ClassScore[];
  /** Share of samples whose class was found; undefined without samples. */
  readonly accuracy: number | undefined;
  /** Mean recall of the classes that have samples; undefined where none has. */
  readonly balancedAccuracy: number | undefined;
  /** Mean over classes, each as much as any other. A score that is not defined counts as 0. */
  readonly macro: AveragedScore;
  /** Mean over classes, each as much as it has samples. A score that is not defined counts as 0. */
  readonly weighted: AveragedScore;
}

/**
 * Precision, recall, F1 and support of every class, as scikit-learn's `classification_report` defines them.
 *
 * Precision is the diagonal over its column's sum, recall the diagonal over its row's sum. Where a sum is 0 the score is
 * undefined, and said to be; averages count it as 0, as scikit-learn does by default.
 *
 * @throws {InvalidInputError} when the matrix is not square, holds no counts, or its classes are not named one by one.
 */
export function classificationReport(confusion: Pick<Confusion, 'classes' | 'matrix'>): ClassificationReport {
  requireConfusion(confusion);
  const { classes, matrix } = confusion;
  const scores = classes.map((name, place): ClassScore => {
    const right = matrix[place][place];
    const support = sum(matrix[place]);
    const predicted = sum(matrix.map((row) => row[place]));
    return {
      class: name,
      precision: share(right, predicted),
      recall: share(right, support),
      f1: share(2 * right, predicted + support),
      support,
    };
  });
  const recalls = scores.flatMap(({ recall }) => recall ?? []);
  return {
    classes: scores,
    accuracy: accuracyOf(matrix),
    balancedAccuracy: share(sum(recalls), recalls.length),
    macro: average(scores, () => 1),
    weighted: average(scores, ({ support }) => support),
  };
}

function average(scores: readonly ClassScore[], weightOf: (score: ClassScore) => number): AveragedScore {
  const support = sum(scores.map((score) => score.support));
  const weight = sum(scores.map(weightOf));
  const mean = (name: 'precision' | 'recall' | 'f1'): number | undefined =>
    support === 0 ? undefined : sum(scores.map((score) => (score[name] ?? 0) * weightOf(score))) / weight;
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1'), support };
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
