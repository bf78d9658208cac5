/** One line of a benchmark's result. A ratio is ours / peer in time: below 1 is faster. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  /** Who the peer is; 'limit' where it is an absolute bound. */
  readonly peerName: string;
  readonly ratio: number;
  /** Ratio to reach. */
  readonly target: number;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
