import type { Progress } from '../lib/progress.js';

/** Milliseconds between two updates: of a line on a terminal, and of lines in a log. */
const [ON_TERMINAL, IN_LOG] = [200, 15_000];

/**
 * Shows progress with its rate and the time left: on a terminal one line that is written over, elsewhere a line when something
 * else begins and every fifteen seconds.
 */
export class ProgressLine {
  private readonly stream: NodeJS.WriteStream;
  private label = '';
  private began = 0;
  private doneBefore = 0;
  private shownAt = Number.NEGATIVE_INFINITY;
  private width = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  /** Shows where things stand; give it as `onProgress`. */
  readonly show = (progress: Progress): void => {
    const { label = '', done } = progress;
    const now = performance.now();
    const isNew = stageOf(label) !== this.label;
    if (isNew) {
      this.label = stageOf(label);
      this.began = now;
      this.doneBefore = done;
    }
    const isDone = done === progress.total;
    if (!isNew && !(isDone && this.stream.isTTY) && now - this.shownAt < (this.stream.isTTY ? ON_TERMINAL : IN_LOG)) return;
    this.shownAt = now;
    const text = [label, ...measured(progress, done - this.doneBefore, (now - this.began) / 1000)].join('  ');
    this.stream.write(this.stream.isTTY ? `\r${text.padEnd(this.width)}` : `${text}\n`);
    this.width = text.length;
  };

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.stream.isTTY && this.width > 0) this.stream.write(`\r${' '.repeat(this.width)}\r`);
    this.width = 0;
  }
}

/** What a rate belongs to: epochs of one training are one stage. */
function stageOf(label: string): string {
  return label.replace(/epoch \d+/, 'epoch');
}

/** Share, rate and time left, as far as they are known. `done` since the stage began, `seconds` likewise. */
function measured({ done: all, total, unit }: Progress, done: number, seconds: number): string[] {
  const units = unit === 'batch' ? 'batches' : `${unit}s`;
  const share = `${total === undefined ? all : `${all}/${total}`} ${units}`;
  if (done === 0 || seconds < 0.5) return [share];
  const rate = done / seconds;
  const parts = [share, `${rate.toFixed(rate < 10 ? 1 : 0)} ${units}/s`];
  if (total !== undefined && total > all) parts.push(`${duration((total - all) / rate)} left`);
  return parts;
}

/** '4 s', '3 min 20 s', '2 h 5 min'. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
