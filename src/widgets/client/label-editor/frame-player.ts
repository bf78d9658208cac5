import type { FrameSource } from './frame-source.js';

/** What a player needs. */
export interface FramePlayerOptions {
  readonly frames: FrameSource;
  /** The frame shown. */
  readonly position: () => number;
  readonly onFrame: (frame: number) => void;
  readonly onStateChange: () => void;
  readonly onFailure: (message: string) => void;
}

/** Frames a second that are shown unless another number is chosen: slow motion, in which a tap meets its frame. */
export const USUAL_FPS = 10;

/** Milliseconds by which a frame may come early: else a screen's own rhythm would halve a speed near it. */
const EARLY = 4;

/**
 * Shows frames one after the other, so many a second. Every frame is shown: where pictures come slowly, it waits for them, since an
 * event must not be missed.
 */
export class FramePlayer {
  readonly #options: FramePlayerOptions;
  #fps = USUAL_FPS;
  #request: number | undefined;
  #due = 0;
  #isLoading = false;

  constructor(options: FramePlayerOptions) {
    this.#options = options;
  }

  get isPlaying(): boolean {
    return this.#request !== undefined;
  }

  get fps(): number {
    return this.#fps;
  }

  set fps(fps: number) {
    this.#fps = fps;
    this.#due = performance.now() + 1000 / fps;
    this.#options.onStateChange();
  }

  play(): void {
    const { frames, position, onFrame, onStateChange } = this.#options;
    if (this.isPlaying || frames.frameCount < 2) return;
    if (position() >= frames.frameCount - 1) onFrame(0);
    this.#due = performance.now() + 1000 / this.#fps;
    this.#request = requestAnimationFrame(this.#tick);
    onStateChange();
  }

  pause(): void {
    if (this.#request === undefined) return;
    cancelAnimationFrame(this.#request);
    this.#request = undefined;
    this.#options.onStateChange();
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  #tick = (now: number): void => {
    const { frames, position, onFrame } = this.#options;
    this.#request = requestAnimationFrame(this.#tick);
    if (now < this.#due - EARLY || this.#isLoading) return;
    const next = position() + 1;
    if (next >= frames.frameCount) {
      this.pause();
      return;
    }
    if (!frames.has(next)) return void this.#load(next);
    onFrame(next);
    // What a slow moment has lost is not made up for: no frame is shown for less than its time.
    this.#due = Math.max(this.#due + 1000 / this.#fps, now);
  };

  async #load(frame: number): Promise<void> {
    this.#isLoading = true;
    try {
      await this.#options.frames.load(frame);
    } catch (error) {
      this.pause();
      this.#options.onFailure((error as Error).message);
    } finally {
      this.#isLoading = false;
      this.#due = performance.now();
    }
  }
}
