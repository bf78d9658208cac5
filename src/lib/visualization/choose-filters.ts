import { InvalidInputError } from '../errors.js';
import type { Layer } from '../models/layers/index.js';
import { requireCount } from '../shape.js';

/** How many filters, from the first on, which ones, or from the first on until so many have answered. */
export type WantedFilters = number | readonly number[] | { readonly active: number };

/** Filters to try in order, how many results are needed, and which results count. */
export interface FilterChoice {
  readonly candidates: readonly number[];
  readonly needed: number;
  readonly counts: (result: { readonly isDead: boolean }) => boolean;
}

/**
 * Which filters of a layer to look at. Each is tried once at most, so a search for active ones ends.
 *
 * @throws {InvalidInputError} when a number is no filter of the layer's, or none is asked for.
 */
export function chooseFilters({ name, outputShape }: Layer, wanted: WantedFilters): FilterChoice {
  const count = Number(outputShape[outputShape.length - 1]);
  const all = Array.from({ length: count }, (_, filter) => filter);
  if (typeof wanted === 'number') {
    requireCount('filters', wanted);
    return { candidates: all.slice(0, wanted), needed: Math.min(wanted, count), counts: () => true };
  }
  if ('active' in Object(wanted)) {
    const { active } = wanted as { readonly active: number };
    requireCount('active', active);
    return { candidates: all, needed: active, counts: ({ isDead }) => !isDead };
  }
  const listed = wanted as readonly number[];
  if (!Array.isArray(listed) || listed.length === 0 || listed.some((filter) => !all.includes(filter))) {
    throw new InvalidInputError(`filters of ${name} are numbered from 0 to ${count - 1}`, { received: wanted });
  }
  return { candidates: [...listed], needed: listed.length, counts: () => true };
}
