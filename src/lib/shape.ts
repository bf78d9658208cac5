import { InvalidInputError } from './errors.js';

/** Throws unless `value` is an integer of at least `minimum` (default 1). */
export function requireCount(name: string, value: number, minimum: number = 1): void {
  if (!Number.isInteger(value) || value < minimum) {
    throw new InvalidInputError(`${name} must be an integer of at least ${minimum}`, { received: value });
  }
}

/** Throws unless `value` is a finite number within [minimum, maximum]. */
export function requireNumber(name: string, value: number, minimum: number = -Infinity, maximum: number = Infinity): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < minimum || value > maximum) {
    const range = minimum === -Infinity && maximum === Infinity ? 'a finite number' : `a number from ${minimum} to ${maximum}`;
    throw new InvalidInputError(`${name} must be ${range}`, { received: value });
  }
}

/** Throws unless `value` is one of `choices`. */
export function requireOneOf<T extends string>(name: string, value: T, choices: readonly T[]): void {
  if (!choices.includes(value)) {
    throw new InvalidInputError(`${name} is not known`, {
      received: value,
      accepted: choices.map((choice) => `'${choice}'`).join(', '),
    });
  }
}

/** Number of cells in an array of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
