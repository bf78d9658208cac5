import { InvalidInputError } from '../errors.js';

/** How often each class was taken for each other one. */
export interface Confusion {
  /** The classes' names, in the order of the matrix. */
  readonly classes: readonly string[];
  /** `matrix[actual][predicted]`: how many samples of the one class were taken for the other. */
  readonly matrix: readonly (readonly number[])[];
  /** Share of samples whose class was found, 0 to 1; undefined without samples. */
  readonly accuracy: number | undefined;
}

/** Classes of samples: their names, or their places among the classes, from 0. */
export type ClassLabels = readonly string[] | ArrayLike<number>;

/**
 * Counts how often each class was taken for each other one. Both lists must come from one pass over the samples.
 *
 * `classes` names the classes and orders them. Default: the names that occur, by alphabet; for places, '0', '1' … up to the
 * greatest that occurs.
 *
 * @throws {InvalidInputError} when the lists differ in length, a class is none of `classes`, or a name comes twice.
 */
export function confusionOf(actual: ClassLabels, predicted: ClassLabels, classes?: readonly string[]): Confusion {
  if (actual.length !== predicted.length) {
    throw new InvalidInputError('actual and predicted must have a class each for the same samples', {
      received: `${actual.length} and ${predicted.length}`,
    });
  }
  const names = classes ?? namesIn(actual, predicted);
  requireClassNames(names);
  const places = new Map(names.map((name, place) => [name, place]));
  const matrix = names.map(() => names.map(() => 0));
  for (let i = 0; i < actual.length; i++) {
    const row = placeOf('actual', actual[i], i, names, places);
    matrix[row][placeOf('predicted', predicted[i], i, names, places)]++;
  }
  return { classes: [...names], matrix, accuracy: accuracyOf(matrix) };
}

/** Share of a confusion matrix's samples that lie on its diagonal; undefined without samples. */
export function accuracyOf(matrix: Confusion['matrix']): number | undefined {
  const total = matrix.flat().reduce((sum, count) => sum + count, 0);
  const right = matrix.reduce((sum, row, place) => sum + row[place], 0);
  return total === 0 ? undefined : right / total;
}

/**
 * Throws unless this is a confusion matrix: square, counts from 0, a name for each class.
 *
 * @throws {InvalidInputError} saying what is wrong.
 */
export function requireConfusion({ classes, matrix }: Pick<Confusion, 'classes' | 'matrix'>): void {
  requireClassNames(classes);
  const isSquare = Array.isArray(matrix) && matrix.length === classes.length;
  if (!isSquare || matrix.some((row) => !Array.isArray(row) || row.length !== classes.length)) {
    const sizes = Array.isArray(matrix) ? matrix.map((row) => (Array.isArray(row) ? row.length : row)) : matrix;
    throw new InvalidInputError('a confusion matrix must have a row and a column for each class', {
      received: sizes,
      accepted: `${classes.length} rows of ${classes.length} counts`,
    });
  }
  const odd = matrix.flat().find((count) => !Number.isSafeInteger(count) || count < 0);
  if (odd !== undefined) {
    throw new InvalidInputError('a confusion matrix must hold counts', {
      received: odd,
      accepted: 'whole numbers from 0',
      hint: 'Shares by row are a way of showing it, not of storing it',
    });
  }
}

function requireClassNames(classes: readonly string[]): void {
  if (!Array.isArray(classes) || classes.some((name) => typeof name !== 'string')) {
    throw new InvalidInputError('classes must be a list of names', { received: classes });
  }
  const twice = classes.find((name, place) => classes.indexOf(name) !== place);
  if (twice !== undefined) throw new InvalidInputError('a class is named twice', { received: twice });
}

function namesIn(...lists: readonly ClassLabels[]): string[] {
  const labels = new Set(lists.flatMap((list): (string | number)[] => Array.from<string | number>(list)));
  const places = [...labels].filter((label) => typeof label === 'number');
  if (places.length === 0) return [...labels].map(String).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const greatest = places.filter(Number.isSafeInteger).reduce((a, b) => Math.max(a, b), -1);
  return Array.from({ length: greatest + 1 }, (_, place) => String(place));
}

function placeOf(
  list: string,
  label: string | number,
  sample: number,
  names: readonly string[],
  places: ReadonlyMap<string, number>,
): number {
  const place = typeof label === 'number' ? label : places.get(label);
  if (place !== undefined && Number.isInteger(place) && place >= 0 && place < names.length) return place;
  throw new InvalidInputError(`the ${list} class of sample ${sample} is none of the classes`, {
    received: label,
    accepted: typeof label === 'number' ? `places from 0 to ${names.length - 1}` : names.slice(0, 8).join(', '),
  });
}
