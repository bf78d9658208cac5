/** Means of metrics over batches, each batch weighted by its number of windows. */
export class MetricMeans {
  private readonly sums: Record<string, number> = {};
  private windows = 0;

  /** Adds a batch's metric values. */
  add(metrics: Readonly<Record<string, number>>, windows: number): void {
    for (const [name, value] of Object.entries(metrics)) this.sums[name] = (this.sums[name] ?? 0) + value * windows;
    this.windows += windows;
  }

  /** The means so far, by name. */
  result(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.sums).map(([name, sum]) => [name, sum / this.windows]));
  }
}
