/** Maps values to places: `range[0]` for `domain[0]`, straight or by logarithm in between. */
export interface Scale {
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  (value: number): number;
}

/** A straight scale, or a logarithmic one; values outside the domain land outside the range. */
export function createScale(
  domain: readonly [number, number],
  range: readonly [number, number],
  kind: 'linear' | 'log' = 'linear',
): Scale {
  const forward = kind === 'log' ? (value: number) => Math.log(Math.max(value, 1e-300)) : (value: number) => value;
  const [low, high] = domain.map(forward);
  const span = high - low || 1;
  const place = (value: number): number => range[0] + ((forward(value) - low) / span) * (range[1] - range[0]);
  return Object.assign(place, { domain, range });
}

/** Round values (1, 2, 5 times a power of ten) within the domain, about `count` of them. */
export function ticks([low, high]: readonly [number, number], count: number, smallestStep = 0): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  const step = Math.max(smallestStep, factor * power);
  const first = Math.ceil(low / step - 1e-9);
  // Counted by itself: where numbers are so large that adding 1 is lost, a loop over them would not end.
  const places = Array.from({ length: Math.floor((high - first * step) / step + 1e-9) + 1 }, (_, i) => (first + i) * step);
  return [...new Set(places.map((place) => Number(place.toPrecision(12))))];
}

/** Powers of ten within the domain, with 2 and 5 times them where that leaves few, every so many where there are many. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const found: number[] = [];
  const decades = Math.log10(high) - Math.log10(low);
  const factors = decades < 1 ? [1, 2, 3, 5, 7] : decades < 2.5 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / 7));
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const factor of power % every === 0 ? factors : []) {
      const value = Number(`${factor}e${power}`);
      if (value >= low && value <= high) found.push(value);
    }
  }
  return found.length > 1 ? found : ticks([low, high], 3);
}

/** Ticks of a time axis in seconds, on whole seconds, quarter and full minutes where it is long. */
export function timeTicks(end: number, count: number): number[] {
  const rough = end / Math.max(1, count);
  if (rough <= 5) return ticks([0, end], count);
  const step = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].find((candidate) => candidate >= rough) ?? 7200;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
}
