import { InvalidInputError } from '../errors.js';

/** An object out of a JSON file that nobody has checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; undefined where it is none. */
export function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The settings of one Keras layer, each checked as it is read. */
export class KerasConfig {
  private readonly settings: JsonObject;
  private readonly owner: string;

  /** @param owner what messages call the layer. */
  constructor(settings: JsonObject, owner: string) {
    this.settings = settings;
    this.owner = owner;
  }

  /** The setting as it stands; undefined where there is none. */
  value(key: string): unknown {
    return Object.hasOwn(this.settings, key) ? this.settings[key] : undefined;
  }

  /** An integer of at least 1. */
  count(key: string): number {
    const value = this.value(key);
    if (!isCount(value)) throw this.refuse(key, 'an integer of at least 1');
    return value;
  }

  /** Frames, height, width, each an integer of at least 1; `fallback` where there is none. */
  extent(key: string, fallback?: [number, number, number]): [number, number, number] {
    const value = this.value(key) ?? fallback;
    if (isCount(value)) return [value, value, value];
    if (!Array.isArray(value) || value.length !== 3 || !value.every(isCount)) throw this.refuse(key, 'three lengths');
    return value as [number, number, number];
  }

  /** A number within [minimum, maximum]; `fallback` where there is none. */
  number(key: string, fallback: number, minimum: number, maximum: number): number {
    const value = this.value(key) ?? fallback;
    if (typeof value !== 'number' || !(value >= minimum && value <= maximum)) {
      throw this.refuse(key, `a number from ${minimum} to ${maximum}`);
    }
    return value;
  }

  /** True or false; `fallback` where there is none. */
  flag(key: string, fallback: boolean): boolean {
    const value = this.value(key) ?? fallback;
    if (typeof value !== 'boolean') throw this.refuse(key, 'true, false');
    return value;
  }

  /** One of `choices`, of which the first is meant where there is none. */
  choice<const T extends string>(key: string, choices: readonly [T, ...T[]]): T {
    const value = this.value(key) ?? choices[0];
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.refuse(key, choices.map((choice) => `'${choice}'`).join(', '));
    return found;
  }

  /** Throws unless the setting is absent, null, or equal to one of `accepted` (compared as JSON). */
  requireOnly(key: string, ...accepted: readonly unknown[]): void {
    const value = this.value(key);
    if (value === undefined || value === null) return;
    const texts = accepted.map((choice) => JSON.stringify(choice));
    if (!texts.includes(JSON.stringify(value))) throw this.refuse(key, texts.join(', '));
  }

  /** The error for a setting that cannot be used. */
  refuse(key: string, accepted: string): InvalidInputError {
    const received = this.value(key);
    return new InvalidInputError(`${this.owner} has a ${key} that is not supported`, {
      received: received === undefined ? 'none' : received,
      accepted,
    });
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}
