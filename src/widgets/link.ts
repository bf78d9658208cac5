import type { Figure } from './figure.js';

/**
 * Keeps two figures' values the same, here, in the front end, and in the published page: `link(slider, 'frame', strip, 'frame')`.
 * At first the second takes the first's value. Links in a circle settle.
 *
 * Gives a function that ends this for what is shown from then on.
 *
 * @throws {InvalidInputError} when a figure has no such value.
 */
export function link<A extends object, B extends object>(
  figure: Figure<A>,
  name: keyof A & string,
  other: Figure<B>,
  otherName: keyof B & string,
): () => void {
  return figure.link(name, other, otherName);
}
