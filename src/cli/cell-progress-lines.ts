import type { CellProgress } from '../report/run/run-notebook.js';

/** Shows cells as they run: a line a cell, and on a terminal a running clock on the line of the current one. */
export class CellProgressLines {
  private readonly stream: NodeJS.WriteStream;
  private timer: NodeJS.Timeout | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  /** Shows a cell's beginning, or its end. */
  show(cell: CellProgress): void {
    clearInterval(this.timer);
    if (cell.seconds !== undefined) {
      const mark = cell.status === 'ok' ? '' : ` ${cell.status}`;
      this.stream.write(`${this.stream.isTTY ? '\r\x1b[K' : ''}${title(cell)} ${cell.seconds.toFixed(1)} s${mark}\n`);
      return;
    }
    if (!this.stream.isTTY) return;
    const began = Date.now();
    const draw = (): void => {
      this.stream.write(`\r\x1b[K${title(cell)} … ${((Date.now() - began) / 1000).toFixed(0)} s`);
    };
    draw();
    this.timer = setInterval(draw, 1000);
  }

  /** Stops the clock. */
  end(): void {
    clearInterval(this.timer);
  }
}

function title({ number, total, source }: CellProgress): string {
  const line = source.split('\n').find((text) => text.trim() !== '') ?? '';
  return `[${String(number).padStart(String(total).length)}/${total}] ${line.length > 60 ? `${line.slice(0, 59)}…` : line.padEnd(60)}`;
}
