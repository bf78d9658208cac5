import type { Comms } from './comm.js';
import { KernelNotRunningError } from './errors.js';
import {
  type ClearOptions,
  type DisplayHandle,
  type DisplayOptions,
  type InputOptions,
  KERNEL_HOST,
  type KernelHost,
} from './host.js';

export type { Comm, CommMessage, Comms, CommSendOptions } from './comm.js';
export { InputUnavailableError, KernelNotRunningError } from './errors.js';
export type { ClearOptions, DisplayHandle, DisplayOptions, InputOptions, MimeBundle } from './host.js';

/**
 * Shows a value as an output of the running cell: a MIME bundle (a plain object whose keys are MIME types), or any other value as
 * it would show itself as a cell's result. Outputs appear in the order of the calls, also when a bundle takes time.
 *
 * @throws {KernelNotRunningError} outside a framescope notebook.
 */
export function display(value: unknown, options?: DisplayOptions): DisplayHandle {
  return kernelHost('display').display(value, options);
}

/**
 * Clears the outputs of the running cell.
 *
 * @throws {KernelNotRunningError} outside a framescope notebook.
 */
export function clearOutput(options?: ClearOptions): void {
  kernelHost('clearOutput').clearOutput(options);
}

/**
 * Asks the user for a line of text, in a field that the front end opens under the running cell: `await input('name? ')`.
 *
 * @throws {InputUnavailableError} where the front end takes no input (such as `framescope run`), after the cell has ended, and when
 * it is interrupted.
 * @throws {KernelNotRunningError} outside a framescope notebook.
 */
export async function input(prompt?: string, options?: InputOptions): Promise<string> {
  return kernelHost('input').input(prompt, options);
}

/**
 * Shows a long text beside the notebook, in the front end's pager, once the running cell has ended.
 *
 * @throws {KernelNotRunningError} outside a framescope notebook.
 */
export function page(text: string): void {
  kernelHost('page').page(text);
}

/**
 * Lines between cells and code in the front end, for widgets: opened from either side, with binary buffers in both directions.
 *
 * @throws {KernelNotRunningError} when called outside a framescope notebook.
 */
export const comms: Comms = {
  register: (targetName, onOpen) => kernelHost('comms').comms.register(targetName, onOpen),
  open: (targetName, data, options) => kernelHost('comms').comms.open(targetName, data, options),
};

/**
 * Is aborted when the running cell is interrupted; pass it to whatever takes an `AbortSignal`.
 *
 * One object for all cells: whoever reads from it sees the signal of the cell in which he reads.
 *
 * @throws {KernelNotRunningError} when read outside a framescope notebook.
 */
export const signal: AbortSignal = new Proxy(Object.create(AbortSignal.prototype) as AbortSignal, {
  get(_target, key) {
    const current = currentSignal();
    const value: unknown = Reflect.get(current, key, current);
    return typeof value === 'function' ? value.bind(current) : value;
  },
  set: (_target, key, value) => Reflect.set(currentSignal(), key, value),
  has: (_target, key) => Reflect.has(currentSignal(), key),
});

/** For code that no cell has started. */
const NEVER_ABORTED = new AbortController().signal;

function currentSignal(): AbortSignal {
  return kernelHost('signal').signal ?? NEVER_ABORTED;
}

function kernelHost(name: string): KernelHost {
  const host = (globalThis as { [key: symbol]: KernelHost | undefined })[KERNEL_HOST];
  if (host) return host;
  throw new KernelNotRunningError(
    `\`${name}\` of framescope/kernel works only in a cell of a notebook that runs under the framescope kernel. Run the notebook with \`framescope run\`, or choose the kernel "framescope" in Jupyter.`,
  );
}
