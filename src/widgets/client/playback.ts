import { clamp } from '../drawing/clamp.js';
/** What is played: positions, each shown from its time on, and what to call when another is due. */
export interface PlaybackOptions {
  /** Seconds from the start at which each position is shown, ascending, the first 0. */
  readonly times: readonly number[];
  /** Seconds in all: the last position is shown until then. */
  readonly duration: number;
  readonly onPosition: (position: number) => void;
  readonly onStateChange?: () => void;
}

/** Plays positions in their true timing: what is shown follows from the clock, so a slow page drops frames, never time. */
export class Playback {
  #options: PlaybackOptions;
  #position = 0;
  #seconds = 0;
  #lastTick = 0;
  #request: number | undefined;
  #speed = 1;
  #isLooping = true;

  constructor(options: PlaybackOptions) {
    this.#options = options;
  }

  get isPlaying(): boolean {
    return this.#request !== undefined;
  }

  get position(): number {
    return this.#position;
  }

  get length(): number {
    return this.#options.times.length;
  }

  /** Seconds shown a second. */
  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#speed = speed;
    this.#options.onStateChange?.();
  }

  get isLooping(): boolean {
    return this.#isLooping;
  }

  set isLooping(isLooping: boolean) {
    this.#isLooping = isLooping;
    this.#options.onStateChange?.();
  }

  /** Goes to a position, playing or not; one that is shown already stays for the rest of its time. */
  seek(position: number): void {
    const target = clamp(position, 0, this.length - 1);
    if (target === this.#position) return;
    this.#seconds = this.#options.times[target];
    this.#show(target);
  }

  /** Gives the positions other times; the time of what is shown begins anew. */
  retime(times: readonly number[], duration: number): void {
    this.#options = { ...this.#options, times, duration };
    this.#seconds = times[this.#position];
  }

  play(): void {
    if (this.isPlaying || this.length < 2) return;
    if (this.#position === this.length - 1 && !this.#isLooping) this.seek(0);
    this.#lastTick = performance.now();
    this.#request = requestAnimationFrame(this.#tick);
    this.#options.onStateChange?.();
  }

  pause(): void {
    if (this.#request === undefined) return;
    cancelAnimationFrame(this.#request);
    this.#request = undefined;
    this.#options.onStateChange?.();
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  #tick = (now: number): void => {
    const { times, duration } = this.#options;
    this.#seconds += (Math.max(0, now - this.#lastTick) / 1000) * this.#speed;
    this.#lastTick = now;
    if (this.#seconds >= duration && !this.#isLooping) {
      this.#show(this.length - 1);
      this.pause();
      return;
    }
    this.#seconds %= duration;
    let position = this.#seconds < times[this.#position] ? 0 : this.#position;
    while (position + 1 < times.length && times[position + 1] <= this.#seconds) position++;
    this.#request = requestAnimationFrame(this.#tick);
    this.#show(position);
  };

  #show(position: number): void {
    if (position === this.#position) return;
    this.#position = position;
    this.#options.onPosition(position);
  }
}
