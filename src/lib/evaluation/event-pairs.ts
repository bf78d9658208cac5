/** How predicted events stand against actual ones. All events are frame indices. */
export interface EventMatch {
  /** `[predicted, actual]`, ascending; every event is in one pair at most. */
  readonly pairs: [number, number][];
  /** Actual events that nothing predicted. */
  readonly misses: number[];
  /** Predicted events that never were. */
  readonly falseAlarms: number[];
  /** Pairs / predicted; 1 when nothing was predicted and nothing was there. */
  readonly precision: number;
  /** Pairs / actual; 1 when nothing was there and nothing was predicted. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /** `(predicted − actual) / actual`, signed; infinite when events were predicted where none were. */
  readonly countError: number;
}

/** `matchEvents` of lists that are known to be ascending: nothing is checked, since figures in a browser use it too. */
export function pairEvents(predicted: readonly number[], actual: readonly number[], tolerance: number): EventMatch {
  const pairs: [number, number][] = [];
  const misses: number[] = [];
  const falseAlarms: number[] = [];
  let p = 0;
  let a = 0;
  // Both ascending with one tolerance for all: taking the earliest possible partner never costs a pair.
  while (p < predicted.length && a < actual.length) {
    if (predicted[p] < actual[a] - tolerance) falseAlarms.push(predicted[p++]);
    else if (predicted[p] > actual[a] + tolerance) misses.push(actual[a++]);
    else pairs.push([predicted[p++], actual[a++]]);
  }
  falseAlarms.push(...predicted.slice(p));
  misses.push(...actual.slice(a));
  const precision = share(pairs.length, predicted.length, actual.length);
  const recall = share(pairs.length, actual.length, predicted.length);
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { pairs, misses, falseAlarms, precision, recall, f1, countError: countError(predicted.length, actual.length) };
}

function share(pairs: number, own: number, other: number): number {
  if (own > 0) return pairs / own;
  return other === 0 ? 1 : 0;
}

function countError(predicted: number, actual: number): number {
  if (actual === 0) return predicted === 0 ? 0 : Infinity;
  return (predicted - actual) / actual;
}
