import type { Comms } from './comm.js';

/** What Jupyter shows of a value, by MIME type. Binary types are base64 text, or bytes, which are turned into it. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** How a value is displayed. */
export interface DisplayOptions {
  /** Notes for the front end beside the bundle, such as an image's width. Default: none. */
  readonly metadata?: object;
  /** The name under which `update` finds the output again. Default: a fresh one. */
  readonly displayId?: string;
}

/** A displayed output that can be changed in place. */
export interface DisplayHandle {
  /** The name of the output. */
  readonly displayId: string;
  /** Shows another value in its place, wherever the output stands by now. */
  update(value: unknown): void;
  /** Leaves nothing in its place. */
  clear(): void;
}

/** How outputs of the running cell are cleared. */
export interface ClearOptions {
  /** Clears only when the next output comes, so that nothing flickers. Default false. */
  readonly wait?: boolean;
}

/** How a line of text is asked for. */
export interface InputOptions {
  /** Does not show what is entered. Default false. */
  readonly password?: boolean;
}

/** What the process that runs cells offers them; found under {@link KERNEL_HOST} on `globalThis`. */
export interface KernelHost {
  /** Aborted when the cell that reads it is interrupted; undefined where no cell runs. */
  readonly signal: AbortSignal | undefined;
  /** Shows a MIME bundle, or a value by its `[Symbol.for('Jupyter.display')]()`, in the cell that calls. */
  display(value: unknown, options?: DisplayOptions): DisplayHandle;
  /**
   * Shows a bundle wherever outputs of this display id stand, as soon as it is made; the cell that calls does not end before.
   * Other outputs do not wait for it. Nothing is shown of an undefined one.
   */
  refresh(displayId: string, bundle: Promise<MimeBundle | undefined>): void;
  /** Clears the outputs of the cell that calls. */
  clearOutput(options?: ClearOptions): void;
  /** Asks the user for a line of text. */
  input(prompt?: string, options?: InputOptions): Promise<string>;
  /** Shows a text beside the notebook, once the cell that calls has ended. */
  page(text: string): void;
  readonly comms: Comms;
  /** The notebook's cell that runs, and this run of it; undefined where the front end does not name its cells. */
  readonly cell: { readonly id: string; readonly run: string } | undefined;
  /** Version of the TypeScript that compiles cells. */
  readonly typescript: string;
}

/** The registered symbol under which the kernel's host stands on `globalThis`. */
export const KERNEL_HOST: symbol = Symbol.for('framescope.kernel');
