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
import { data, integer, list, number, oneOf, text } from './traits.js';

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
type Listening = Required<Pick<TrainingCallback, 'onBatchEnd' | 'onEpochEnd' | 'onTrainEnd'>> & {
  onTrainBegin(plan: TrainingPlan, run?: TrainingRun): void;
};

/**
 * Loss, accuracy and every other metric by epoch, training and validation, the batches' running values faintly behind.
 *
 * Under the framescope kernel it shows itself when training begins, follows it at most four times a second, and what
 * stays in the saved notebook is the full figure. Stock tslab shows that one, when training has ended. Elsewhere nothing is shown
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
    epoch: integer({ least: -1 }),
  },
  text: describe,
  client: ownClient('livePlot'),
};
registerRemake('livePlot', livePlot);

/** Milliseconds between two pictures while training goes on. */
const UPDATE_INTERVAL = 250;

class TrainingFigure extends Figure<LivePlotState> implements Listening {
  readonly #options: LivePlotOptions;
  #running = new Map<string, RunningValues>();
  #plan = { batchesPerEpoch: 0, batchCount: 0 };
  #began = 0;
  #lastUpdate = 0;
  #handle: DisplayHandle | undefined;

  constructor(options: LivePlotOptions) {
    super(type, { state: waiting(options), page: compose, inputs: () => [] });
    this.#options = options;
  }

  /** The state with the batches' values written out and the clock read. */
  override get state(): LivePlotState {
    this.change(this.#progress());
    return super.state;
  }

  onTrainBegin({ epochs, batchesPerEpoch, metrics }: TrainingPlan, run?: TrainingRun): void {
    const known = metrics.filter((name) => !/^val[A-Z]/.test(name));
    const shown = this.#options.metrics ?? known;
    this.#running = new Map(shown.map((metric) => [metric, new RunningValues()]));
    this.#plan = { batchesPerEpoch, batchCount: 0 };
    this.#began = this.#lastUpdate = performance.now();
    this.change({
      ...waiting(this.#options),
      status: 'training',
      plannedEpochs: epochs,
      batchesPerEpoch,
      metrics: shown,
      epochs: run?.finished ?? [],
    });
    this.#handle = kernelHost()?.display(livePicture(this.state));
  }

  onBatchEnd({ epoch, batch, metrics }: BatchLog): void {
    const { batchesPerEpoch } = this.#plan;
    this.#plan.batchCount++;
    for (const [metric, values] of this.#running) {
      if (Number.isFinite(metrics[metric])) values.add(epoch + (batch + 1) / Math.max(1, batchesPerEpoch), metrics[metric]);
    }
    this.#update();
  }

  onEpochEnd({ epoch, seconds, metrics }: EpochLog): void {
    this.change({ epochs: [...super.state.epochs, { epoch, seconds, metrics }] });
    this.#update();
  }

  async onTrainEnd({ epochs, reason }: TrainingEnd): Promise<void> {
    const seconds = (performance.now() - this.#began) / 1000;
    this.change({ ...this.#progress(), epochs, status: reason, seconds: Math.round(seconds * 1000) / 1000 });
    const handle = this.#handle;
    this.#handle = undefined;
    if (!handle && !stockTslab()) return;
    try {
      if (handle) handle.update(await this.toMimeBundle());
      else await this.show();
    } catch (error) {
      // What was learnt must not be lost for a picture.
      handle?.update(livePicture(this.state));
      console.error('the plot stays a picture:', error);
    }
  }

  #update(): void {
    const now = performance.now();
    if (!this.#handle || now - this.#lastUpdate < UPDATE_INTERVAL) return;
    this.#lastUpdate = now;
    this.#handle.update(livePicture(this.state));
  }

  /** What has changed since training began, other than epochs. */
  #progress(): Partial<LivePlotState> {
    if (super.state.status !== 'training') return {};
    const batches = Object.fromEntries([...this.#running].map(([metric, values]) => [metric, values.points]));
    return { batches, batchCount: this.#plan.batchCount, seconds: (performance.now() - this.#began) / 1000 };
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
    poster: await posterPng({ width, height, overlay: markup }),
    alt: `${state.metrics.join(' and ') || 'metrics'} by epoch`,
    caption: `${describe(state)}.`,
  };
}
