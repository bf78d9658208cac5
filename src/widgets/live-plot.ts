import { InvalidInputError } from '../lib/errors.js';
import type { BatchLog, EpochLog, TrainingCallback, TrainingEnd, TrainingPlan, TrainingRun } from '../lib/training/callbacks.js';
import { LIGHT } from './drawing/colors.js';
import { escapeMarkup } from './drawing/markup.js';
import { drawTraining, statusSentence, valuesSentence } from './drawing/training-plots.js';
import { Figure, type FigurePage, type FigureType } from './figure.js';
import { type DisplayHandle, kernelHost, stockTslab } from './host.js';
import { ownClient, registerRemake } from './own-figure.js';
import { posterPng } from './poster.js';
import { RunningValues } from './running-values.js';
import type { LivePlotState, PlottedEpoch } from './states.js';
import { data, flag, integer, list, number, oneOf, text } from './traits.js';

/** Options of `livePlot`. */
export interface LivePlotOptions {
  /** Metrics to plot, validation's left out: 'loss', 'accuracy'. Default: all that training reports. */
  readonly metrics?: readonly string[];
  /** Default 'Training'. */
  readonly title?: string;
}

/** A plot that is also a training callback: `fit(…, { callbacks: [livePlot()] })`. */
export type LivePlot = Figure<LivePlotState> & Listening;

/** What of training a plot listens to. */
type Listening = Required<Pick<TrainingCallback, 'onBatchEnd' | 'onTrainEnd'>> & {
  onTrainBegin(plan: TrainingPlan, run?: TrainingRun): Promise<void>;
  onEpochEnd(log: EpochLog): Promise<'stop' | undefined>;
};

/**
 * Loss, accuracy and every other metric by epoch, training and validation, the batches' running values faintly behind.
 *
 * Under the framescope kernel it shows itself when training begins and follows it: live ten times a second, with a button
 * that ends training after the epoch, where the front end has live figures, else as a picture four times a second. What stays
 * in the saved notebook is the full figure. Stock tslab shows that one, when training has ended. Elsewhere nothing is shown
 * until it is asked for.
 *
 * @throws {InvalidInputError} when `metrics` is an empty list.
 */
export function livePlot(options: LivePlotOptions = {}): LivePlot {
  if (options.metrics?.length === 0) {
    throw new InvalidInputError('metrics must name at least one metric', { received: [], accepted: "names such as 'loss'" });
  }
  return new TrainingFigure(options);
}

const type: FigureType<LivePlotState> = {
  kind: 'livePlot',
  traits: {
    title: text(),
    status: oneOf('waiting', 'training', 'finished', 'stopped', 'interrupted', 'failed'),
    plannedEpochs: integer({ least: 0 }),
    batchesPerEpoch: integer({ least: 0 }),
    metrics: list(text()),
    epochs: data<readonly PlottedEpoch[]>('a list of epochs'),
    batches: data<LivePlotState['batches']>('running values by metric'),
    batchCount: integer({ least: 0 }),
    seconds: number({ least: 0 }),
    canStop: flag(),
    epoch: integer({ least: -1 }),
  },
  text: describe,
  client: ownClient('livePlot'),
};
registerRemake('livePlot', livePlot);

/** Milliseconds between two updates of a live plot. */
const LIVE_INTERVAL = 100;

/** Milliseconds between two pictures where nothing answers: each replaces an output, which costs a front end more. */
const PICTURE_INTERVAL = 250;

/** Milliseconds that a front end has to answer before pictures are sent. */
const PATIENCE = 3000;

/** Milliseconds after which a live plot's saved output is brought up to date while training goes on. */
const SAVE_INTERVAL = 30_000;

class TrainingFigure extends Figure<LivePlotState> implements Listening {
  readonly #options: LivePlotOptions;
  #running = new Map<string, RunningValues>();
  #plan = { batchesPerEpoch: 0, batchCount: 0 };
  #began = 0;
  #lastUpdate = 0;
  #lastSave = 0;
  #isStopping = false;
  #handle: DisplayHandle | undefined;
  #unlisten = (): void => {};

  constructor(options: LivePlotOptions) {
    super(type, { state: waiting(options), page: compose, inputs: () => [] });
    this.#options = options;
  }

  /** The state with the batches' values written out and the clock read. */
  override get state(): LivePlotState {
    this.change(this.#progress());
    return super.state;
  }

  async onTrainBegin({ epochs, batchesPerEpoch, metrics }: TrainingPlan, run?: TrainingRun): Promise<void> {
    const known = metrics.filter((name) => !/^val[A-Z]/.test(name));
    const shown = this.#options.metrics ?? known;
    this.#running = new Map(shown.map((metric) => [metric, new RunningValues()]));
    this.#plan = { batchesPerEpoch, batchCount: 0 };
    this.#began = this.#lastUpdate = this.#lastSave = performance.now();
    this.#isStopping = false;
    this.change({
      ...waiting(this.#options),
      status: 'training',
      plannedEpochs: epochs,
      batchesPerEpoch,
      metrics: shown,
      epochs: run?.finished ?? [],
    });
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
      if (Number.isFinite(metrics[metric])) values.add(epoch + (batch + 1) / Math.max(1, batchesPerEpoch), metrics[metric]);
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
    this.#unlisten();
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.update(await this.#bundle());
    if (!handle && stockTslab()) await this.show();
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
    if (!this.#handle || now - this.#lastUpdate < (isLive ? LIVE_INTERVAL : PICTURE_INTERVAL)) return;
    if (!isLive && this.live() && now - this.#began < PATIENCE) return;
    this.#lastUpdate = now;
    if (isLive) this.change(this.#progress());
    else this.#handle.update(livePicture(this.state));
  }

  /** What has changed since training began, other than epochs. */
  #progress(): Partial<LivePlotState> {
    if (super.state.status !== 'training') return {};
    const batches = Object.fromEntries([...this.#running].map(([metric, values]) => [metric, values.points]));
    const seconds = Math.round(performance.now() - this.#began) / 1000;
    return { batches, batchCount: this.#plan.batchCount, seconds, canStop: this.isLive && !this.#isStopping };
  }
}

function waiting({ title = 'Training', metrics = [] }: LivePlotOptions): LivePlotState {
  return {
    title,
    status: 'waiting',
    plannedEpochs: 0,
    batchesPerEpoch: 0,
    metrics,
    epochs: [],
    batches: {},
    batchCount: 0,
    seconds: 0,
    canStop: false,
    epoch: -1,
  };
}

function describe(state: LivePlotState): string {
  return [`${state.title}: ${statusSentence(state)}`, valuesSentence(state)].filter(Boolean).join('; ');
}

/** A light picture of where training stands, as narrow as its place: JupyterLab would show a bare SVG in full width, cut off. */
function livePicture(state: LivePlotState): Record<string, unknown> {
  const { markup, width, height } = drawTraining(state, LIGHT);
  const background = `<rect width="${width}" height="${height}" rx="14" fill="${LIGHT.surface}"/>`;
  const root = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  const svg = Buffer.from(`${root}${background}${markup}</svg>`).toString('base64');
  const alt = escapeMarkup(describe(state));
  const html = `<img src="data:image/svg+xml;base64,${svg}" alt="${alt}" width="${width}" style="max-width:100%;height:auto">`;
  return { 'text/html': html, 'text/plain': describe(state) };
}

async function compose(state: LivePlotState): Promise<FigurePage> {
  const { markup, width, height } = drawTraining(state, LIGHT);
  return {
    // Only who listens can stop: the live model says so when it is bound.
    embedded: { canStop: false },
    poster: await posterPng({ width, height, overlay: markup }),
    alt: `${state.metrics.join(' and ') || 'metrics'} by epoch`,
    caption: `${describe(state)}.`,
  };
}
