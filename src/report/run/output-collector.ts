import type { OutputMessage } from '../../kernel/messages.js';
import type { CodeCell, NotebookBundle, NotebookMetadata, Output } from '../notebook.js';
import { type OverwrittenText, overwrite } from './overwritten-text.js';

type StreamOutput = Extract<Output, { output_type: 'stream' }>;

/** An output that shows a MIME bundle. */
type DisplayOutput = Extract<Output, { output_type: 'display_data' | 'execute_result' }>;

/**
 * Turns a kernel's messages into the outputs of a notebook's cells, as JupyterLab does: streams of one name grow together and
 * write over their last line, `clear_output` empties, a display id seen before changes every output of that id, in whichever cell.
 */
export class OutputCollector {
  private readonly displays = new Map<string, DisplayOutput[]>();
  private readonly clearsNext = new WeakSet<CodeCell>();
  /** Where the next text of a stream goes, when not at its end. */
  private readonly columns = new WeakMap<Output, number | undefined>();

  /** Applies one message of a cell's execution. */
  apply(cell: CodeCell, { type, content }: OutputMessage): void {
    if (type === 'clear_output') {
      if (content.wait === true) this.clearsNext.add(cell);
      else cell.outputs = [];
    } else {
      this.update(content);
      const output = type === 'update_display_data' ? undefined : outputOf(type, content);
      if (output) this.append(cell, output, displayId(content));
    }
  }

  private append(cell: CodeCell, output: Output, id: string | undefined): void {
    if (this.clearsNext.delete(cell)) cell.outputs = [];
    if (output.output_type === 'stream') this.write(cell, output);
    else cell.outputs.push(output);
    if (id !== undefined && 'data' in output) this.displays.set(id, [...(this.displays.get(id) ?? []), output]);
  }

  private write(cell: CodeCell, { name, text }: StreamOutput): void {
    const last = cell.outputs[cell.outputs.length - 1];
    const stream: StreamOutput =
      last?.output_type === 'stream' && last.name === name ? last : { output_type: 'stream', name, text: '' };
    const before: OverwrittenText = { text: stream.text, column: this.columns.get(stream) };
    const after = overwrite(before, text);
    stream.text = after.text;
    this.columns.set(stream, after.column);
    if (stream !== last) cell.outputs.push(stream);
  }

  private update(content: Record<string, unknown>): void {
    const id = displayId(content);
    for (const output of id === undefined ? [] : (this.displays.get(id) ?? [])) {
      output.data = content.data as NotebookBundle;
      output.metadata = (content.metadata ?? {}) as NotebookMetadata;
    }
  }
}

function outputOf(type: OutputMessage['type'], content: Record<string, unknown>): Output | undefined {
  const data = (content.data ?? {}) as NotebookBundle;
  const metadata = (content.metadata ?? {}) as NotebookMetadata;
  switch (type) {
    case 'stream':
      return { output_type: 'stream', name: content.name === 'stderr' ? 'stderr' : 'stdout', text: String(content.text) };
    case 'display_data':
      return { output_type: 'display_data', data, metadata };
    case 'execute_result':
      return { output_type: 'execute_result', data, metadata, execution_count: Number(content.execution_count) };
    case 'error':
      return {
        output_type: 'error',
        ename: String(content.ename),
        evalue: String(content.evalue),
        traceback: (content.traceback as string[]).map(String),
      };
    default:
      return undefined;
  }
}

function displayId(content: Record<string, unknown>): string | undefined {
  const id = (content.transient as { readonly display_id?: unknown } | undefined)?.display_id;
  return typeof id === 'string' ? id : undefined;
}
