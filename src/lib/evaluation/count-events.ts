import { showValuesOf } from '../display.js';
import type { VideoModel } from '../models/model.js';
import type { LongCallOptions } from '../progress.js';
import { Frames } from '../video/frames.js';
import type { Video } from '../video/video.js';
import { eventsFromProbability, type PeakOptions, shortestGap } from './events-from-probability.js';
import { frameProbability } from './frame-probability.js';
import { type EventMatch, matchEvents } from './match-events.js';

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

/** What was counted in one video. */
export class CountedEvents {
  /** The video's name. */
  readonly name: string;
  readonly events: readonly CountedEvent[];
  /** Probability of an event for every frame. */
  readonly probability: Float32Array;
  readonly threshold: number;

  constructor(name: string, events: readonly CountedEvent[], probability: Float32Array, threshold: number) {
    this.name = name;
    this.events = events;
    this.probability = probability;
    this.threshold = threshold;
  }

  get count(): number {
    return this.events.length;
  }

  /** Against labelled frames: matches, misses, false alarms, precision, recall, F1, count error. */
  match(actual: readonly number[], tolerance: number = 2): EventMatch {
    return matchEvents(
      this.events.map(({ frame }) => frame),
      actual,
      tolerance,
    );
  }

  /** Name, count and events as plain data. */
  toJSON(): { name: string; count: number; threshold: number; events: readonly CountedEvent[] } {
    return { name: this.name, count: this.count, threshold: this.threshold, events: this.events };
  }

  toString(): string {
    return `${this.name}: ${this.count} events`;
  }
}

showValuesOf(CountedEvents, { text: String });

/**
 * Counts events in a video or in frames that the model can read: probability of every frame, then its peaks.
 *
 * The threshold is the height of an event's peak as a share of the video's clear peaks, 0.5 by default; the shortest gap
 * between events is 0.1 s by default, for people who jump 7.5 times a second.
 *
 * @throws {InvalidInputError} when the frames are not what the model reads, or fewer than a window.
 * @throws {AbortedError} when interrupted.
 */
export async function countEvents(
  model: VideoModel,
  source: Video | Frames,
  options: CountEventsOptions = {},
): Promise<CountedEvents> {
  const { threshold = 0.5, stride, signal, onProgress } = options;
  const { size, color } = model.preprocessing;
  const frames = source instanceof Frames ? source : await source.frames({ size, color, signal, onProgress });
  const probability = await frameProbability(model, frames, { stride, signal, onProgress });
  const minimumGap = options.minimumGap ?? shortestGap(frames.frameRate);
  const events = eventsFromProbability(probability, { threshold, minimumGap });
  return new CountedEvents(
    frames.name,
    events.map((frame) => ({ frame, time: frames.timestamps[frame] })),
    probability,
    threshold,
  );
}
