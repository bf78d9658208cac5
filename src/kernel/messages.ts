/** The kinds of message a cell's execution publishes, as Jupyter's messaging protocol 5.4 names them. */
export type OutputType =
  | 'stream'
  | 'display_data'
  | 'update_display_data'
  | 'execute_result'
  | 'error'
  | 'clear_output'
  | 'execute_input'
  | 'status';

/** A message that a cell's execution published. */
export interface OutputMessage {
  readonly type: OutputType;
  /** The message's content, exactly as in Jupyter's messaging protocol 5.4. */
  readonly content: Record<string, unknown>;
  readonly metadata?: Record<string, unknown>;
  /** The execution that caused the message: the same for all messages of one `execute`. */
  readonly parentId: string;
}

/** How an execution ended. */
export interface ExecuteReply {
  /** `aborted`: it never ran, because a cell before it failed or was interrupted. */
  readonly status: 'ok' | 'error' | 'aborted';
  readonly execution_count: number;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: string[];
}

/** The content of an `error` message. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
}

/** The two text streams. */
export type StreamName = 'stdout' | 'stderr';
