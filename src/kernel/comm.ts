/** What a message of a comm brings. */
export interface CommMessage {
  readonly data: Readonly<Record<string, unknown>>;
  /** Bytes that came beside the data. */
  readonly buffers: readonly Uint8Array[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What goes with a message beside its data. */
export interface CommSendOptions {
  /** Default: none. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Bytes, sent as they are. Default: none. */
  readonly buffers?: readonly Uint8Array[];
}

/** A line between a cell's code and code in the front end, open until one side closes it. */
export interface Comm {
  readonly id: string;
  readonly targetName: string;
  /** Sends a message; after the comm was closed, nothing. */
  send(data?: object, options?: CommSendOptions): void;
  /** Closes the comm; the front end receives `data`. */
  close(data?: object, options?: CommSendOptions): void;
  /** Calls `listener` with every message of the front end. */
  onMessage(listener: (message: CommMessage) => void): void;
  /** Calls `listener` when the front end closes the comm. */
  onClose(listener: (message: CommMessage) => void): void;
}

/** Opens comms, and takes those that the front end opens. */
export interface Comms {
  /** Calls `onOpen` with every comm that the front end opens to this target, in place of an earlier `onOpen` for it. */
  register(targetName: string, onOpen: (comm: Comm, message: CommMessage) => void): void;
  /** Opens a comm to a target that the front end knows; it is closed from there where it does not. */
  open(targetName: string, data?: object, options?: CommSendOptions): Comm;
}

/** A message of a comm on its way between the executor's process and the server. */
export interface CommTraffic extends CommMessage {
  readonly kind: 'comm_open' | 'comm_msg' | 'comm_close';
  readonly commId: string;
  /** With `comm_open` only. */
  readonly target?: string;
}
