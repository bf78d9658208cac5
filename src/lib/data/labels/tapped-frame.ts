/** How a tap came about. */
export interface Tap {
  /** The frame shown when the key went down. */
  readonly shown: number;
  readonly isPlaying: boolean;
  /** Frames shown a second while playing. */
  readonly fps: number;
  /** Milliseconds from seeing to tapping. */
  readonly reactionDelay: number;
}

/**
 * The frame that a tap means. While frames play, the one that was shown `reactionDelay` before; while they stand still, the one shown.
 *
 * At 10 frames a second and 200 ms it is two frames back. Never before frame 0.
 */
export function tappedFrame({ shown, isPlaying, fps, reactionDelay }: Tap): number {
  if (!isPlaying) return shown;
  return Math.max(0, shown - Math.round((reactionDelay / 1000) * fps));
}
