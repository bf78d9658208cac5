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
  /** Texts that the cell has given to `page`. Absent where there are none. */
  readonly payload?: readonly PagePayload[];
  /** What the `userExpressions` gave; only with status `ok`. */
  readonly user_expressions?: Readonly<Record<string, ExpressionResult>>;
}

/** A text to be shown beside the notebook. */
export interface PagePayload {
  readonly source: 'page';
  readonly data: Readonly<Record<string, unknown>>;
  readonly start: number;
}

/** What a user expression gave. */
export type ExpressionResult =
  | { readonly status: 'ok'; readonly data: Readonly<Record<string, unknown>>; readonly metadata: object }
  | ({ readonly status: 'error' } & ErrorContent);

/** The content of an `error` message. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
}

/** The two text streams. */
export type StreamName = 'stdout' | 'stderr';
