/** Seconds as a reader says them: '3.27 s', '1:03.2', '1:02:03'. */
export function formatTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const tenths = Math.round(seconds * 10);
  const minutes = Math.floor(tenths / 600);
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest.slice(0, 2)}`;
}

/** A place in a video, always as wide as the others: '0:03.267'. */
export function formatPosition(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const rest = ((milliseconds % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${Math.floor(milliseconds / 60_000)}:${rest}`;
}

/** A mark on a time axis that ends at `end` seconds: '2.5' below a minute, '1:30' above. */
export function formatTick(seconds: number, end: number): string {
  if (end < 60) return String(Number(seconds.toFixed(3)));
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}

/** A share as percent: '97.6 %'. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(share === 1 || share === 0 ? 0 : 1)} %`;
}

/** A value in at most `digits` (default four) significant digits: '0.3214', '12.3', '1.2e-5', '–' when there is none. */
export function formatValue(value: number | undefined, digits: number = 4): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return minus(value.toExponential(1));
  return minus(String(Number(value.toPrecision(digits))));
}

/** 'accuracy' → 'accuracy', 'valLoss' → 'validation loss', 'meanError' → 'mean error'. */
export function metricLabel(name: string): string {
  return name.replace(/^val(?=[A-Z])/, 'validation').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Bytes as a reader says them: '1.2 MB', '48 kB'. */
export function readableBytes(bytes: number): string {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** '1 frame', '3 frames'. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function minus(text: string): string {
  return text.replace('-', '−');
}
