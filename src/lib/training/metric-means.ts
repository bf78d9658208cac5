/** Sums of metrics over the batches so far. */
export interface RunningMeans {
  /** Sum over windows, by metric. */
  readonly sums: Readonly<Record<string, number>>;
  readonly windows: number;
}

/** Means of metrics over batches, each batch weighted by its number of windows. */
export class MetricMeans {
  private readonly sums: Record<string, number>;
  private windows: number;

  /** Goes on from sums there are. Default: none. */
  constructor({ sums, windows }: RunningMeans = { sums: {}, windows: 0 }) {
    this.sums = { ...sums };
    this.windows = windows;
  }

  /** Adds a batch's metric values. */
  add(metrics: Readonly<Record<string, number>>, windows: number): void {
    for (const [name, value] of Object.entries(metrics)) this.sums[name] = (this.sums[name] ?? 0) + value * windows;
    this.windows += windows;
  }

  /** The means so far, by name. */
  result(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.sums).map(([name, sum]) => [name, sum / this.windows]));
  }

  /** A copy of the sums. */
  state(): RunningMeans {
    return { sums: { ...this.sums }, windows: this.windows };
  }
}
