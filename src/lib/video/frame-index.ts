/** Where decoding may begin: a frame that depends on none before it. */
export interface EntryPoint {
  /** Its number in the whole video. */
  readonly frame: number;
  /** When it is shown. */
  readonly seconds: number;
  /** A time after which no frame before it is shown. */
  readonly boundary: number;
}

/** What one decoding has seen, in frame numbers of the whole video. */
export interface SeenFrames {
  readonly seconds: readonly (number | undefined)[];
  readonly keys: readonly number[];
  readonly isDamaged: boolean;
}

/** An entry point must save at least so many frames. */
const WORTH_IT = 50;

/**
 * What is known of a video's frames from having decoded them: their times, and which depend on none before.
 *
 * Only that makes entering in the middle exact: containers count packets, and not every packet gives a frame. So the first decoding
 * starts at frame 0, and later ones as near before their range as earlier ones came.
 */
export class FrameIndex {
  private seen: SeenFrames = { seconds: [], keys: [], isDamaged: false };
  private isWhole = false;

  /** Frames that decode; undefined until the video has been decoded to its end. */
  get decodedFrameCount(): number | undefined {
    return this.isWhole ? this.seen.seconds.length : undefined;
  }

  /** Takes what a decoding has seen, if it came farther than those before. */
  learn(seen: SeenFrames, isWhole: boolean): void {
    if (seen.seconds.length > this.seen.seconds.length) {
      this.seen = { seconds: seen.seconds, keys: seen.keys, isDamaged: seen.isDamaged || this.seen.isDamaged };
    }
    this.isWhole ||= isWhole;
  }

  /** What is known of the frames before this one. */
  before(frame: number): Pick<SeenFrames, 'seconds' | 'keys'> {
    return { seconds: this.seen.seconds.slice(0, frame), keys: this.seen.keys.filter((key) => key < frame) };
  }

  /**
   * The last but one frame before `start` that depends on none before it: the distance in between lets pictures that come before
   * their key frame, and such as are renewed bit by bit, become what they are when decoded from frame 0. Undefined where it would
   * save little, or where damage was seen, which may go on from frame to frame.
   */
  entryBefore(start: number): EntryPoint | undefined {
    const { seconds, keys, isDamaged } = this.seen;
    const frame = keys.filter((key) => key <= start).at(-2);
    if (isDamaged || frame === undefined || frame < WORTH_IT) return undefined;
    const [previous, own] = [seconds[frame - 1], seconds[frame]];
    if (previous === undefined || own === undefined) return undefined;
    return { frame, seconds: own, boundary: (previous + own) / 2 };
  }

  /** Whether a decoding that entered there has come upon the frames that are known to be there. */
  confirms(entry: EntryPoint, { seconds, keys }: SeenFrames): boolean {
    const known = this.seen.seconds.slice(0, seconds.length);
    return keys.includes(entry.frame) && seconds.length > entry.frame && known.every((time, i) => time === seconds[i]);
  }
}
