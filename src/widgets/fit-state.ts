import { InvalidInputError } from '../lib/errors.js';
import { nearestNames } from '../lib/nearest-names.js';
import type { Traits } from './traits.js';

/**
 * The whole state from what is given of it, initial values filled in.
 *
 * @throws {InvalidInputError} naming the value that is missing, unknown, or does not fit.
 */
export function completeState<State extends object>(
  kind: string,
  traits: Traits,
  given: Readonly<Record<string, unknown>>,
): State {
  for (const name of Object.keys(given)) requireName(kind, traits, name);
  const entries = Object.entries(traits).map(([name, trait]) => {
    const isGiven = given[name] !== undefined;
    if (!isGiven && !('initial' in trait)) {
      throw new InvalidInputError(`${kind} needs ${name}`, {
        received: Object.keys(given),
        accepted: `${name}: ${trait.accepts}`,
      });
    }
    const value = isGiven ? given[name] : trait.initial;
    requireFit(kind, traits, name, value);
    return [name, value];
  });
  return Object.fromEntries(entries) as State;
}

/** @throws {InvalidInputError} when the state has no such value. */
export function requireName(kind: string, traits: Traits, name: string): void {
  if (Object.hasOwn(traits, name)) return;
  const [near] = nearestNames(name, Object.keys(traits), 1);
  throw new InvalidInputError(`${kind} has no state of this name`, {
    received: name,
    accepted: Object.keys(traits).join(', '),
    hint: `Did you mean ${near}?`,
  });
}

/** @throws {InvalidInputError} when the value does not fit its trait. */
export function requireFit(kind: string, traits: Traits, name: string, value: unknown): void {
  const { accepts, fits } = traits[name];
  if (!fits(value)) throw new InvalidInputError(`${name} of ${kind} does not fit`, { received: value, accepted: accepts });
}
