import type { PlannedWindow } from './window-batch.js';
import type { LabelledVideo } from './window-dataset.js';
import { eventsInWindow } from './windows.js';

/** How much of a dataset holds events. */
export interface ClassBalance {
  /** All frames of the windows; an event is in one frame. */
  readonly frames: ClassShare;
  /** Windows without overlap, from frame 0; one may hold several events. */
  readonly windows: ClassShare;
}

/** How many of a kind hold an event. */
export interface ClassShare {
  readonly total: number;
  readonly withEvent: number;
  /** `withEvent / total`, from 0 to 1. */
  readonly share: number;
}

/** Counts what the windows hold. */
export function classBalance(videos: readonly LabelledVideo[], windows: readonly PlannedWindow[], length: number): ClassBalance {
  const counts = windows.map(({ video, start }) => eventsInWindow(videos[video].events, start, length).length);
  const events = counts.reduce((sum, count) => sum + count, 0);
  return {
    frames: share(events, counts.length * length),
    windows: share(counts.filter((count) => count > 0).length, counts.length),
  };
}

function share(withEvent: number, total: number): ClassShare {
  return { total, withEvent, share: total === 0 ? 0 : withEvent / total };
}
