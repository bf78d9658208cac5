import { type MimeBundle, showValuesOf, tableBundle } from '../display.js';
import { matchEvents } from './match-events.js';

/** How a count of one video stands against its labels. */
export interface VideoScore {
  /** The video's name. */
  readonly name: string;
  /** Labelled events. */
  readonly actual: number;
  /** Events counted. */
  readonly predicted: number;
  /** `(predicted − actual) / actual`, a signed fraction; infinite where events were counted and none is labelled. */
  readonly error: number;
  /** Share of the counted events that are labelled within ±2 frames. */
  readonly precision: number;
  /** Share of the labelled events that were counted within ±2 frames. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /** The same within ±1 frame. */
  readonly f1At1: number;
}

/** What `CountingScores` are as plain data; numbers that do not exist are null. */
export interface CountingScoresData {
  readonly videos: readonly (Omit<VideoScore, 'error'> & { readonly error: number | null })[];
  readonly meanError: number | null;
  readonly bias: number | null;
  readonly offByOne: number | null;
}

/** Frames by which a counted event may be off: 2, the field's habit at 30 fps, and 1. */
const [TOLERANCE, STRICT_TOLERANCE] = [2, 1];

/** Scores of one video. Both lists of frames ascending. */
export function scoreVideo(name: string, predicted: readonly number[], actual: readonly number[]): VideoScore {
  const { countError: error, precision, recall, f1 } = matchEvents(predicted, actual, TOLERANCE);
  const { f1: f1At1 } = matchEvents(predicted, actual, STRICT_TOLERANCE);
  return { name, actual: actual.length, predicted: predicted.length, error, precision, recall, f1, f1At1 };
}

/** How well videos were counted: a score each, and what they have in common. Shows itself as a table. */
export class CountingScores {
  readonly videos: readonly VideoScore[];

  constructor(videos: readonly VideoScore[]) {
    this.videos = videos;
  }

  /** Mean absolute count error, a fraction, over the videos where something is to be counted; NaN when there is none. */
  get meanError(): number {
    return mean(this.errors().map(Math.abs));
  }

  /** Mean signed count error, a fraction: negative when events are missed more often than invented. */
  get bias(): number {
    return mean(this.errors());
  }

  /** Share of the videos whose count is off by one event at most. */
  get offByOne(): number {
    return mean(this.videos.map(({ actual, predicted }) => (Math.abs(predicted - actual) <= 1 ? 1 : 0)));
  }

  /** Rows and means as plain data. */
  toJSON(): CountingScoresData {
    return {
      videos: this.videos.map((video) => ({ ...video, error: finite(video.error) })),
      meanError: finite(this.meanError),
      bias: finite(this.bias),
      offByOne: finite(this.offByOne),
    };
  }

  /** One line for a reader. */
  toString(): string {
    const { length } = this.videos;
    const off = `${Math.round(this.offByOne * length)} of ${length} counted within one event`;
    return `${length} videos: mean error ${percent(this.meanError)}, bias ${signed(this.bias)}, ${off}`;
  }

  private errors(): number[] {
    return this.videos.map(({ error }) => error).filter(Number.isFinite);
  }
}

showValuesOf(CountingScores, { text: (scores) => String(table(scores)['text/plain']), bundle: table });

function table(scores: CountingScores): MimeBundle {
  const rows = scores.videos.map(({ name, actual, predicted, error, precision, recall, f1, f1At1 }) => ({
    video: name,
    actual,
    predicted,
    error: signed(error),
    precision: Number(precision.toFixed(3)),
    recall: Number(recall.toFixed(3)),
    F1: Number(f1.toFixed(3)),
    'F1 at ±1': Number(f1At1.toFixed(3)),
  }));
  return tableBundle(String(scores), rows);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–';
}

function signed(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const text = percent(Math.abs(share));
  if (text === '0.0 %') return text;
  return `${share < 0 ? '−' : '+'}${text}`;
}
