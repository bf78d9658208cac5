import type { BatchLog, EpochLog, TrainingCallback, TrainingEnd, TrainingPlan, TrainingRun } from '../lib/training/callbacks.js';
import type { BatchFault, PlottedRun } from './chart-states.js';
import { Figure, type FigureType } from './figure.js';
import { type DisplayHandle, kernelHost, stockTslab } from './host.js';
import type { LivePlotOptions } from './live-plot.js';
import { compose, describe, livePicture } from './live-plot-page.js';
import { ownClient } from './own-figure.js';
import { RunningValues } from './running-values.js';
import type { LivePlotState } from './states.js';
import { plottedRun, VIEW_TRAITS } from './training-runs.js';
import { data, flag, integer, number, oneOf, text } from './traits.js';

/** What of training a plot listens to. */
export type Listening = Required<Pick<TrainingCallback, 'onBatchEnd' | 'onTrainEnd'>> & {
  onTrainBegin(plan: TrainingPlan, run?: TrainingRun): Promise<void>;
  onEpochEnd(log: EpochLog): Promise<'stop' | undefined>;
};

const type: FigureType<LivePlotState> = {
  kind: 'livePlot',
  traits: {
    title: text(),
    name: text(),
    status: oneOf('waiting', 'training', 'finished', 'stopped', 'interrupted', 'failed'),
    plannedEpochs: integer({ least: 0 }),
    batchesPerEpoch: integer({ least: 0 }),
    epochs: data<LivePlotState['epochs']>('a list of epochs'),
    batches: data<LivePlotState['batches']>('running values by metric'),
    faults: data<LivePlotState['faults']>('first faults by metric'),
    batchCount: integer({ least: 0 }),
    seconds: number({ least: 0 }),
    canStop: flag(),
    others: data<LivePlotState['others']>('training runs'),
    ...VIEW_TRAITS,
  },
  text: describe,
  client: ownClient('livePlot'),
};
/** Milliseconds between two updates of a live plot. */
const LIVE_INTERVAL = 100;

/** Milliseconds between two pictures where nothing answers: each replaces an output, which costs a front end more. */
const PICTURE_INTERVAL = 250;

/** Milliseconds that a front end has to answer before pictures are sent. */
const PATIENCE = 3000;

/** Milliseconds after which a live plot's saved output is brought up to date while training goes on. */
const SAVE_INTERVAL = 30_000;

/** The figure behind `livePlot`: hears of training, keeps what it was told, and shows it. */
export class TrainingFigure extends Figure<LivePlotState> implements Listening {
  readonly #options: LivePlotOptions;
  /** What lies beside it: records, and plots that follow their training. */
  readonly #others: readonly (readonly [string, unknown])[];
  /** Plots that this one lies beside. */
  readonly #followers = new Set<WeakRef<TrainingFigure>>();
  #running = new Map<string, RunningValues>();
  #faults = new Map<string, BatchFault>();
  #plan = { batchesPerEpoch: 0, batchCount: 0 };
  #began = 0;
  #lastUpdate = 0;
  #lastSave = 0;
  #isStopping = false;
  #handle: DisplayHandle | undefined;
  #unlisten = (): void => {};

  constructor(options: LivePlotOptions, others: readonly (readonly [string, unknown])[]) {
    const state = { ...waiting(options), others: others.map(runOf) };
    super(type, { state: { ...state, metrics: options.metrics ?? metricsOf(state.others) }, page: compose, inputs: () => [] });
    this.#options = options;
    this.#others = others;
    for (const [, other] of others) if (other instanceof TrainingFigure) other.#followers.add(new WeakRef(this));
  }

  /** The state with the batches' values written out and the clock read. */
  override get state(): LivePlotState {
    this.change({ ...this.#beside(), ...this.#progress() });
    return super.state;
  }

  async onTrainBegin({ epochs, batchesPerEpoch, metrics }: TrainingPlan, run?: TrainingRun): Promise<void> {
    const known = metrics.filter((name) => !/^val[A-Z]/.test(name));
    const shown = this.#options.metrics ?? known;
    this.#running = new Map(shown.map((metric) => [metric, new RunningValues()]));
    this.#faults = new Map();
    this.#plan = { batchesPerEpoch, batchCount: 0 };
    this.#began = this.#lastUpdate = this.#lastSave = performance.now();
    this.#isStopping = false;
    const { smoothing, scale, by } = super.state;
    this.change({
      ...waiting(this.#options),
      ...{ smoothing, scale, by },
      status: 'training',
      plannedEpochs: epochs,
      batchesPerEpoch,
      metrics: shown,
      epochs: run?.finished ?? [],
    });
    this.#tellFollowers();
    const host = kernelHost();
    if (!host) return;
    this.#unlisten();
    this.#unlisten = this.onMessage((content) => this.#hear(content));
    this.#handle = host.display(this.live() ? await this.#bundle() : livePicture(this.state));
  }

  onBatchEnd({ epoch, batch, metrics }: BatchLog): void {
    const { batchesPerEpoch } = this.#plan;
    this.#plan.batchCount++;
    for (const [metric, values] of this.#running) {
      const value = metrics[metric];
      if (value === undefined) continue;
      values.add(epoch + (batch + 1) / Math.max(1, batchesPerEpoch), value);
      if (Number.isFinite(value)) continue;
      const { count, ...first } = this.#faults.get(metric) ?? { epoch, batch, count: 0 };
      this.#faults.set(metric, { ...first, count: count + 1 });
    }
    this.#update();
  }

  async onEpochEnd({ epoch, seconds, metrics }: EpochLog): Promise<'stop' | undefined> {
    this.change({ epochs: [...super.state.epochs, { epoch, seconds, metrics }] });
    this.#update();
    if (this.isLive && performance.now() - this.#lastSave >= SAVE_INTERVAL) {
      this.#lastSave = performance.now();
      this.#handle?.update(await this.#bundle());
    }
    return this.#isStopping ? 'stop' : undefined;
  }

  async onTrainEnd({ epochs, reason }: TrainingEnd): Promise<void> {
    const seconds = (performance.now() - this.#began) / 1000;
    this.change({ ...this.#progress(), epochs, status: reason, canStop: false, seconds: Math.round(seconds * 1000) / 1000 });
    this.#tellFollowers();
    this.#unlisten();
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.update(await this.#bundle());
    if (!handle && stockTslab()) await this.show();
  }

  /** The run that it follows, for plots beside which it lies. */
  run(name: string): PlottedRun {
    const { epochs, batches, batchesPerEpoch, faults } = this.state;
    return { name, epochs, batches, batchesPerEpoch, faults };
  }

  /** The whole figure. What was learnt must not be lost for a picture: where it cannot be made, a light one takes its place. */
  async #bundle(): Promise<Record<string, unknown>> {
    try {
      return await this.toMimeBundle();
    } catch (error) {
      console.error('the plot stays a picture:', error);
      return livePicture(this.state);
    }
  }

  #hear(content: unknown): void {
    if (content !== 'stop') return;
    this.#isStopping = true;
    this.change({ canStop: false });
  }

  #update(): void {
    const now = performance.now();
    const { isLive } = this;
    if (now - this.#lastUpdate < (isLive || !this.#handle ? LIVE_INTERVAL : PICTURE_INTERVAL)) return;
    if (!this.#handle || isLive) this.#tellFollowers();
    if (!this.#handle) {
      this.#lastUpdate = now;
      return;
    }
    if (!isLive && this.live() && now - this.#began < PATIENCE) return;
    this.#lastUpdate = now;
    if (isLive) this.change(this.#progress());
    else this.#handle.update(livePicture(this.state));
  }

  /** Plots beside which this one lies show what has changed, where somebody sees them. */
  #tellFollowers(): void {
    for (const follower of this.#followers) {
      const plot = follower.deref();
      if (!plot) this.#followers.delete(follower);
      else if (plot.isLive) plot.change(plot.#beside());
    }
  }

  /** The other runs as they are now, where any of them goes on. */
  #beside(): Partial<LivePlotState> {
    if (!this.#others.some(([, other]) => other instanceof TrainingFigure)) return {};
    const others = this.#others.map(runOf);
    const metrics = super.state.status === 'waiting' ? { metrics: this.#options.metrics ?? metricsOf(others) } : {};
    return { others, ...metrics };
  }

  /** What has changed since training began, other than epochs. */
  #progress(): Partial<LivePlotState> {
    if (super.state.status !== 'training') return {};
    const batches = Object.fromEntries([...this.#running].map(([metric, values]) => [metric, values.points]));
    const seconds = Math.round(performance.now() - this.#began) / 1000;
    const faults = Object.fromEntries(this.#faults);
    return { batches, faults, batchCount: this.#plan.batchCount, seconds, canStop: this.isLive && !this.#isStopping };
  }
}

function runOf([name, source]: readonly [string, unknown]): PlottedRun {
  return source instanceof TrainingFigure ? source.run(name) : plottedRun(name, source);
}

/** All metrics of some runs, validation's left out. */
function metricsOf(runs: readonly PlottedRun[]): string[] {
  const names = runs.flatMap(({ epochs, batches = {} }) => [
    ...epochs.flatMap(({ metrics }) => Object.keys(metrics)),
    ...Object.keys(batches),
  ]);
  return [...new Set(names)].filter((name) => !/^val[A-Z]/.test(name));
}

function waiting(options: LivePlotOptions): Omit<LivePlotState, 'others'> {
  const { title = 'Training', metrics = [], layout = 'single', smoothing = 0, scale = 'linear', by = 'epoch' } = options;
  return {
    title,
    name: options.name ?? 'this run',
    status: 'waiting',
    plannedEpochs: 0,
    batchesPerEpoch: 0,
    epochs: [],
    batches: {},
    faults: {},
    batchCount: 0,
    seconds: 0,
    canStop: false,
    ...{ metrics, layout, smoothing, scale, by, epoch: -1 },
  };
}
