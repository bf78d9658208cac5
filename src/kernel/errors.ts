/** The base of every error that the kernel throws on purpose. */
export class KernelError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** `framescope/kernel` was used in a process that runs no cells. */
export class KernelNotRunningError extends KernelError {}

/** The process that runs the cells could not be started. */
export class KernelStartError extends KernelError {}

/** The kernel that a client talks to has ended unasked, or does not answer. */
export class KernelDiedError extends KernelError {}

/** The session was used after its `shutdown`. */
export class SessionClosedError extends KernelError {}

/** A cell asked for input where nobody can give it. */
export class InputUnavailableError extends KernelError {}

/** A message to a widget's model whose bytes and `buffer_paths` do not agree. */
export class WidgetProtocolError extends KernelError {}
