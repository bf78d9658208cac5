import { InvalidInputError } from '../lib/errors.js';
import { COLORS, type ColorMap, type ColorRange } from './drawing/color-maps.js';
import { initially, oneOf, type Trait } from './traits.js';

/** A colour map in a figure's state; plasma where none is given. */
export function colorMap(): Trait<ColorMap> & { readonly initial: ColorMap } {
  return initially(oneOf(...(Object.keys(COLORS) as ColorMap[])), 'plasma');
}

/** @throws {InvalidInputError} unless a range of colours is two finite numbers, the lower first. */
export function requireRange(range: ColorRange): void {
  if (range.length === 2 && range.every(Number.isFinite) && range[0] < range[1]) return;
  throw new InvalidInputError('range must be two finite numbers, the lower first', { received: [...range].map(String) });
}
