/** What an error can carry beside its sentence. */
export interface ErrorDetails {
  /** The offending value; shown at the end of the message. */
  readonly received?: unknown;
  /** What would have been accepted. */
  readonly accepted?: string;
  /** What the reader can do about it. */
  readonly hint?: string;
  /** The error underneath. */
  readonly cause?: unknown;
}

/**
 * The base of every error that framescope throws on purpose.
 *
 * The message is made of sentences in a fixed order: what is wrong, what was received, what is accepted, what to do.
 */
export class FramescopeError extends Error {
  constructor(message: string, { received, accepted, hint, cause }: ErrorDetails = {}) {
    const sentences = [message];
    if (received !== undefined) sentences.push(`Received: ${describe(received)}`);
    if (accepted !== undefined) sentences.push(`Accepted: ${accepted}`);
    if (hint !== undefined) sentences.push(hint);
    super(sentences.length > 1 ? sentences.map(ended).join(' ') : message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** An argument, option or file content that cannot be used. */
export class InvalidInputError extends FramescopeError {}

/** A file or folder that is not there. */
export class NotFoundError extends FramescopeError {}

/** A file that is there, but that is no video, or one that cannot be decoded. */
export class UnsupportedMediaError extends FramescopeError {}

/** A file that cannot be written: the disk is full, the folder is read-only. What stood there before still does. */
export class WriteError extends FramescopeError {}

/** A training checkpoint that cannot be continued or kept: damaged, of other data or settings, or another run writes it. */
export class CheckpointError extends FramescopeError {}

/** The computing engine, or a program such as ffmpeg, cannot be had. */
export class MissingEngineError extends FramescopeError {}

/** The work was stopped through its `AbortSignal`; what was finished until then is kept where the call says so. */
export class AbortedError extends FramescopeError {}

/** The sentence with an end mark. */
function ended(sentence: string): string {
  return /[.?!…]$/.test(sentence) ? sentence : `${sentence}.`;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || value === null)
    return String(value);
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(describe).join(', ')}${value.length > 8 ? ', …' : ''}]`;
  if (typeof value === 'function') return 'a function';
  return (value as object).constructor?.name === 'Object'
    ? JSON.stringify(value).slice(0, 200)
    : `a ${(value as object).constructor?.name ?? 'value'}`;
}
