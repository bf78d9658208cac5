/** The head of a message, as Jupyter's messaging protocol names its fields. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A message of Jupyter's messaging protocol. */
export interface Message {
  /** ZeroMQ's routing prefix: who asked; on iopub the topic. */
  readonly identities: readonly Buffer[];
  readonly header: Header;
  /** The head of the message that caused this one; empty where none did. */
  readonly parentHeader: Header | Record<string, never>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}

/** The version of the protocol that the kernel speaks. */
export const PROTOCOL_VERSION = '5.4';
