import { showValuesOf } from '../display.js';
import type { VideoModel } from '../models/model.js';
import { pictureColor } from '../preprocessing.js';
import type { LongCallOptions } from '../progress.js';
import { Frames } from '../video/frames.js';
import type { Video } from '../video/video.js';
import { countConfidence } from './count-confidence.js';
import type { EventMatch } from './event-pairs.js';
import { type PeakOptions, probabilityPeaks } from './events-from-probability.js';
import { frameProbability } from './frame-probability.js';
import { matchEvents } from './match-events.js';
import { shortestGap } from './probability-peaks.js';

/** Options of counting. */
export interface CountEventsOptions extends LongCallOptions, PeakOptions {
  /** Frames from one window's start to the next. Default 1. */
  readonly stride?: number;
}

/** One event found in a video. */
export interface CountedEvent {
  /** Index of its frame. */
  readonly frame: number;
  /** When that frame is shown, in seconds. */
  readonly time: number;
}

/** What a count is made of. */
export interface CountedEventsInit {
  readonly name: string;
  readonly events: readonly CountedEvent[];
  readonly confidence: number;
  readonly probability: Float32Array;
  readonly threshold: number;
}

/** What was counted in one video. */
export class CountedEvents {
  /** The video's name. */
  readonly name: string;
  readonly events: readonly CountedEvent[];
  /** From 0 to 1: how clear a decision every peak was, see `countConfidence`. It does not know what the model cannot see. */
  readonly confidence: number;
  /** How it was counted: by a trained model. */
  readonly method: 'model' = 'model';
  /** Probability of an event for every frame. */
  readonly probability: Float32Array;
  /** Height of an event's peak as a share of the video's clear peaks. */
  readonly threshold: number;

  constructor({ name, events, confidence, probability, threshold }: CountedEventsInit) {
    this.name = name;
    this.events = events;
    this.confidence = confidence;
    this.probability = probability;
    this.threshold = threshold;
  }

  /** Number of events. */
  get count(): number {
    return this.events.length;
  }

  /** The frames of the events, ascending. */
  get eventFrames(): number[] {
    return this.events.map(({ frame }) => frame);
  }

  /** Against labelled frames: matches, misses, false alarms, precision, recall, F1, count error. */
  match(actual: readonly number[], tolerance: number = 2): EventMatch {
    return matchEvents(this.eventFrames, actual, tolerance);
  }

  /** All but the curve as plain data. */
  toJSON(): CountedEventsData {
    const { name, count, confidence, probability, method, threshold } = this;
    const events = this.events.map((event) => ({ ...event, confidence: Number(probability[event.frame].toFixed(4)) }));
    return { name, count, confidence, events, method, threshold };
  }

  /** One line for a reader. */
  toString(): string {
    return `${this.name}: ${this.count} events, confidence ${this.confidence.toFixed(2)}`;
  }
}

/** What `CountedEvents` are as plain data. */
export interface CountedEventsData {
  readonly name: string;
  readonly count: number;
  readonly confidence: number;
  /** Each with the probability of its frame. */
  readonly events: readonly (CountedEvent & { readonly confidence: number })[];
  readonly method: 'model';
  readonly threshold: number;
}

showValuesOf(CountedEvents, { text: String });

/**
 * Counts events in a video or in frames that the model can read: probability of every frame, then its peaks.
 *
 * The threshold is the height of an event's peak as a share of the video's clear peaks, by default the model's own; the
 * shortest gap between events is 0.1 s by default, for people who jump 7.5 times a second.
 *
 * @throws {InvalidInputError} when the frames are not what the model reads, or fewer than a window.
 * @throws {AbortedError} when interrupted.
 */
export async function countEvents(
  model: VideoModel,
  source: Video | Frames,
  options: CountEventsOptions = {},
): Promise<CountedEvents> {
  const { threshold = model.threshold, stride, signal, onProgress } = options;
  const { size } = model.preprocessing;
  const color = pictureColor(model.preprocessing);
  const frames = source instanceof Frames ? source : await source.frames({ size, color, signal, onProgress });
  const probability = await frameProbability(model, frames, { stride, signal, onProgress });
  const minimumGap = options.minimumGap ?? shortestGap(frames.frameRate);
  const peaks = probabilityPeaks(probability, { threshold, minimumGap });
  const events = peaks.filter(({ isEvent }) => isEvent).map(({ frame }) => ({ frame, time: frames.timestamps[frame] }));
  return new CountedEvents({ name: frames.name, events, confidence: countConfidence(peaks), probability, threshold });
}
