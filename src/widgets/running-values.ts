/**
 * Values over time in bounded memory: where they become many, neighbours are averaged, two and two. What is no finite number
 * counts for nothing among others, and stays NaN among its like.
 */
export class RunningValues {
  readonly #limit: number;
  #perPoint = 1;
  #points: [number, number][] = [];
  #pending: [number, number][] = [];

  /** @param limit Most points kept; at least half of it once there are that many values. Default 600, about a plot's pixels. */
  constructor(limit: number = 600) {
    this.#limit = limit;
  }

  /** Adds a value at `x`, which never decreases. */
  add(x: number, value: number): void {
    this.#pending.push([x, value]);
    if (this.#pending.length < this.#perPoint) return;
    this.#points.push(meanOf(this.#pending));
    this.#pending = [];
    if (this.#points.length < this.#limit) return;
    const pairs: [number, number][] = [];
    for (let i = 0; i + 1 < this.#points.length; i += 2) pairs.push(meanOf(this.#points.slice(i, i + 2)));
    this.#points = pairs;
    this.#perPoint *= 2;
  }

  /** `[x, value]`, in order; the last is the mean of what has not filled a point yet. */
  get points(): [number, number][] {
    return this.#pending.length > 0 ? [...this.#points, meanOf(this.#pending)] : [...this.#points];
  }
}

function meanOf(points: readonly (readonly [number, number])[]): [number, number] {
  const x = points.reduce((sum, [at]) => sum + at, 0) / points.length;
  const values = points.map(([, y]) => y).filter(Number.isFinite);
  const value = values.reduce((sum, y) => sum + y, 0) / values.length;
  return [Math.round(x * 1e5) / 1e5, Number(value.toPrecision(5))];
}
