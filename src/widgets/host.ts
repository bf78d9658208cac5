/** One output in a notebook that can be shown again, in place. */
export interface DisplayHandle {
  readonly displayId: string;
  /** Shows another value where the first one is. */
  update(value: unknown): void;
  /** Removes what is shown. */
  clear(): void;
}

/** A message of a comm. */
export interface CommMessage {
  readonly data: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}

/** A line to the front end. */
export interface Comm {
  send(data: object, options?: { readonly buffers?: readonly Uint8Array[] }): void;
  close(): void;
  onMessage(listener: (message: CommMessage) => void): void;
  onClose(listener: () => void): void;
}

/** What the kernel offers to the cells it runs, as far as figures need it. */
export interface KernelHost {
  /** Shows a MIME bundle or any displayable value as an output of the running cell. */
  display(value: unknown, options?: { readonly metadata?: object; readonly displayId?: string }): DisplayHandle;
  /** Shows a bundle wherever outputs of this display id stand, as soon as it is made; the running cell does not end before. */
  refresh?(displayId: string, bundle: Promise<object | undefined>): void;
  /** Lines to the front end. */
  readonly comms?: {
    open(
      target: string,
      data: object,
      options: { readonly metadata?: Readonly<Record<string, unknown>>; readonly buffers?: readonly Uint8Array[] },
    ): Comm;
  };
  /** The notebook's cell that runs, and this run of it; undefined where the front end does not say. */
  readonly cell?: { readonly id: string; readonly run: string } | undefined;
}

/** What stock tslab hands to the cells it runs. */
export interface StockTslab {
  /** Shows HTML as an output of the running cell. */
  html(html: string): void;
}

/** The kernel publishes its host under this registered symbol. */
const KERNEL = Symbol.for('framescope.kernel');

/** The kernel that runs this process's cells, or undefined in a script, a test or under stock tslab. */
export function kernelHost(): KernelHost | undefined {
  return (globalThis as { [KERNEL]?: KernelHost })[KERNEL];
}

/** Stock tslab's display, where tslab runs the cells and framescope's own kernel does not. */
export function stockTslab(): StockTslab | undefined {
  if (kernelHost()) return undefined;
  const { __tslab__: tslab } = globalThis as { __tslab__?: { require?: (name: string) => { display?: StockTslab } } };
  return tslab?.require?.('tslab').display;
}
