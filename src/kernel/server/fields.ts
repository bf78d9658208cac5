import { KernelError } from '../errors.js';

/** A request lacks something, or has something that the protocol does not allow. */
export class InvalidRequestError extends KernelError {}

type Content = Readonly<Record<string, unknown>>;

export function textField(content: Content, name: string): string {
  const value = content[name];
  if (typeof value === 'string') return value;
  throw new InvalidRequestError(`${name} must be a text. Received: ${JSON.stringify(value)}`);
}

export function booleanField(content: Content, name: string, fallback: boolean): boolean {
  const value = content[name] ?? fallback;
  if (typeof value === 'boolean') return value;
  throw new InvalidRequestError(`${name} must be true or false. Received: ${JSON.stringify(value)}`);
}

/** An integer; `null`, which some clients send, counts as left out. */
export function integerField<F extends number | undefined>(content: Content, name: string, fallback: F): number | F {
  const value = content[name] ?? undefined;
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new InvalidRequestError(`${name} must be an integer. Received: ${JSON.stringify(value)}`);
}
