/** Videos on one clock. */
export interface CommonClock {
  /** Seconds at which one of the videos, or several, show another frame: ascending. */
  readonly moments: number[];
  /** Which frame each video shows, a list a video, an entry a moment: before its first frame the first, after its last the last. */
  readonly frames: number[][];
}

/** Times that differ by less are one moment: a quarter of a screen's sixtieth of a second. */
const SAME_MOMENT = 0.004;

/**
 * The moments of videos that run side by side, from the seconds of their frames (ascending, a list a video).
 *
 * Every frame of every video has a moment, also where videos of nearly the same rate drift past each other: what counts as one
 * moment is never more than half of the shortest time between two frames of a video.
 */
export function commonClock(videos: readonly (readonly number[])[]): CommonClock {
  const gaps = videos.flatMap((times) => times.slice(1).map((time, i) => time - times[i])).filter((gap) => gap > 0);
  const same = gaps.reduce((least, gap) => Math.min(least, gap / 2), SAME_MOMENT);
  const moments: number[] = [];
  for (const time of videos.flat().sort((a, b) => a - b)) {
    if (!(time - moments[moments.length - 1] < same)) moments.push(time);
  }
  const frames = videos.map((times) => {
    let frame = 0;
    return moments.map((moment) => {
      while (times[frame + 1] < moment + same) frame++;
      return frame;
    });
  });
  return { moments, frames };
}
