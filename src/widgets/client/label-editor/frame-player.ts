import type { FrameSource } from './frame-source.js';

/** What a player plays, and where. */
export interface Screen {
  readonly frames: FrameSource;
  /** The frame shown. */
  readonly frame: number;
  show(frame: number): void;
  /** The player's state has changed. */
  tell(): void;
  say(message: string, isRefused: boolean): void;
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
  readonly #screen: Screen;
  #fps = USUAL_FPS;
  #request: number | undefined;
  #due = 0;
  #isLoading = false;

  constructor(screen: Screen) {
    this.#screen = screen;
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
    this.#screen.tell();
  }

  play(): void {
    const { frameCount } = this.#screen.frames;
    if (this.isPlaying || frameCount < 2) return;
    if (this.#screen.frame >= frameCount - 1) this.#screen.show(0);
    this.#request = requestAnimationFrame(this.#tick);
    this.fps = this.#fps; // the next frame's time begins
  }

  pause(): void {
    if (this.#request === undefined) return;
    cancelAnimationFrame(this.#request);
    this.#request = undefined;
    this.#screen.tell();
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  #tick = (now: number): void => {
    const { frames, frame } = this.#screen;
    this.#request = requestAnimationFrame(this.#tick);
    if (now < this.#due - EARLY || this.#isLoading) return;
    const next = frame + 1;
    if (next >= frames.frameCount) {
      this.pause();
      return;
    }
    if (!frames.has(next)) return void this.#load(next);
    this.#screen.show(next);
    // What a slow moment has lost is not made up for: no frame is shown for less than its time.
    this.#due = Math.max(this.#due + 1000 / this.#fps, now);
  };

  async #load(frame: number): Promise<void> {
    this.#isLoading = true;
    try {
      await this.#screen.frames.load(frame);
    } catch (error) {
      this.pause();
      this.#screen.say((error as Error).message, true);
    } finally {
      this.#isLoading = false;
      this.#due = performance.now();
    }
  }
}
