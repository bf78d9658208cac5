import type { SpriteSheets } from './states.js';

/** A confusion matrix's state. */
export interface ConfusionMatrixState {
  readonly title: string;
  readonly classes: readonly string[];
  /** `matrix[actual][predicted]`, counts. */
  readonly matrix: readonly (readonly number[])[];
  /** What stands over the columns, and beside the rows. */
  readonly xTitle: string;
  readonly yTitle: string;
  /** Counts, or what share of its row or of its column each is; observable. */
  show: 'counts' | 'shares' | 'columnShares';
  /** The cell looked at, by places among the classes, or −1; observable. */
  actual: number;
  predicted: number;
}

/** A row of a table of class scores. Shares, 0 to 1; undefined where they are not defined. */
export interface ScoreRow {
  readonly name: string;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
  readonly support: number;
}

/** What a table of class scores can be ordered by. */
export type ScoreColumn = 'class' | 'precision' | 'recall' | 'f1' | 'support';

/** A class report's state. */
export interface ClassReportState {
  readonly title: string;
  /** In the order of the classes, however they are shown. */
  readonly rows: readonly ScoreRow[];
  readonly macro: ScoreRow;
  readonly weighted: ScoreRow;
  readonly accuracy: number | undefined;
  /** The column that orders the rows; observable. 'class' is the order of the classes. */
  sort: ScoreColumn;
  isDescending: boolean;
}

/** One bar of `topK`. */
export interface TopClass {
  readonly name: string;
  /** Undefined where it is no number. */
  readonly score: number | undefined;
  /** Whether it is the right one; undefined where that is not known. */
  readonly isActual?: boolean;
}

/** A top-k figure's state. */
export interface TopKState {
  readonly title: string;
  /** Highest first. */
  readonly top: readonly TopClass[];
  /** Classes in all. */
  readonly classCount: number;
  /** Whether scores are probabilities, so shown as percent. */
  readonly isProbability: boolean;
  /** The class that is right, where known. */
  readonly actual: string | undefined;
  /** Frames of the clip; 0 without a clip. */
  readonly frameCount: number;
  readonly frameRate: number;
  /** The clip's frame that is shown; observable. */
  frame: number;
}

/** What a top-k figure's page carries. */
export interface TopKPage extends TopKState {
  readonly pictures?: SpriteSheets;
  /** Every so many frames have a picture. */
  readonly stride: number;
}

/** A frame pair's state. */
export interface FramePairState {
  readonly title: string;
  readonly frameCount: number;
  readonly width: number;
  readonly height: number;
}

/** What a frame pair's page carries: the first and the last frame. */
export interface FramePairPage extends FramePairState {
  readonly pictures: SpriteSheets;
}

/** A smoothing study's state. */
export interface LabelSmoothingState {
  readonly title: string;
  readonly classes: readonly string[];
  /** Raw probabilities, `[frames, classes]`; in a browser a `DataView` of little-endian floats. */
  readonly probabilities: Float32Array | DataView;
  /** First frames of all videos but the first one. */
  readonly starts: readonly number[];
  readonly frameRate: number | undefined;
  /** Predictions that are averaged; 1 averages nothing; observable. */
  queue: number;
  /** Largest queue the slider offers. */
  readonly longestQueue: number;
  /** The frame looked at, or −1; observable. */
  frame: number;
}

/** A probability line's state. Times are in seconds. */
export interface ProbabilityLineState {
  readonly title: string;
  readonly yTitle: string;
  /** NaN where the network gave no number; a browser finds null. */
  readonly probability: readonly (number | null)[];
  /** When each value begins. */
  readonly times: readonly number[];
  /** When the last one ends. */
  readonly duration: number;
  /** Undefined where frames are not known. */
  readonly frameRate: number | undefined;
  /** The decision rule; observable. */
  threshold: number;
  minimumDuration: number;
  mergeGap: number;
  /** The time gone to, or −1; observable. */
  time: number;
  /** The frame at that time, or −1; observable. */
  frame: number;
}

/** One training run as plots keep it. What is not a number arrives as null. */
export interface PlottedRun {
  readonly name: string;
  readonly epochs: readonly {
    /** From 0. */
    readonly epoch: number;
    /** Wall time; undefined where it is of no interest. */
    readonly seconds?: number;
    readonly metrics: Readonly<Record<string, number | null>>;
  }[];
  /** Running values within epochs by metric, `[epochs done, value]`, averaged over batches where these are many. */
  readonly batches?: Readonly<Record<string, readonly (readonly [number, number | null])[]>>;
  readonly batchesPerEpoch?: number;
  /** Metrics that were no finite number at some batch: the first of these batches, and how many there are. */
  readonly faults?: Readonly<Record<string, BatchFault>>;
}

/** Where a metric was first no finite number. Epochs and batches count from 0. */
export interface BatchFault {
  readonly epoch: number;
  readonly batch: number;
  /** Batches of which this is so. */
  readonly count: number;
}

/**
 * How the plots of a history lie: one over the other with fixed limits, each by itself, one plot with an axis on each side, or
 * one plot whose only axis is on the right.
 */
export type HistoryLayout = 'stacked' | 'single' | 'twin' | 'right';

/** How training is plotted. */
export interface TrainingView {
  readonly layout: HistoryLayout;
  /** Metrics, validation's left out: 'loss', 'accuracy'. */
  readonly metrics: readonly string[];
  /** Weight of what was before, from 0 to below 1; 0 smoothes nothing; observable. */
  smoothing: number;
  /** Of the upright axes; observable. */
  scale: 'linear' | 'log';
  /** What the lines go by, where there are values of batches; observable. */
  by: 'epoch' | 'batch';
  /** The epoch looked at, from 0, or −1; observable. */
  epoch: number;
}

/** A history plot's state. */
export interface HistoryPlotState extends TrainingView {
  readonly title: string;
  readonly runs: readonly PlottedRun[];
}

/** One bar. */
export interface Bar {
  readonly name: string;
  /** What is not a number arrives as null. */
  readonly value: number | null;
}

/** A bar chart's state. */
export interface BarChartState {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** What the bars are, and what their length is. */
  readonly nameTitle: string;
  readonly valueTitle: string;
  /** Whether bars lie: their names stand at the left. */
  readonly isHorizontal: boolean;
  /** The bar looked at, or −1; observable. */
  bar: number;
}
