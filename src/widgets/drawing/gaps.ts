import { isDrawable } from './envelope.js';
import { plural } from './format.js';
import { element } from './markup.js';

type Values = ArrayLike<number | null | undefined>;

/** Where values that cannot be drawn begin, stretch by stretch: their places. */
export function gapStarts(values: Values): number[] {
  return Array.from({ length: values.length }, (_, i) => i).filter(
    (i) => !isDrawable(values[i]) && (i === 0 || isDrawable(values[i - 1])),
  );
}

/** 'no finite number at 3 frames, first at frame 12'; empty where everything is one. `place` names a place, 'frame 12'. */
export function gapSentence(values: Values, place: (i: number) => string): string {
  const [first] = gapStarts(values);
  if (first === undefined) return '';
  const count = Array.from(values).filter((value) => !isDrawable(value)).length;
  return `no finite number at ${plural(count, 'place')}, first at ${place(first)}`;
}

/** Crosses where there is no number, `y` pixels from the top; those that would lie on each other are one. */
export function drawGaps(places: readonly number[], y: number, color: string): string {
  const apart = [...new Map(places.map((place) => [Math.round(place / 6), place])).values()];
  const d = apart.map((place) => `M${(place - 4).toFixed(1)} ${(y - 4).toFixed(1)}l8 8m0-8l-8 8`).join('');
  return d && element('path', { d, 'data-gaps': apart.length, fill: 'none', stroke: color, 'stroke-width': 2.25 });
}
