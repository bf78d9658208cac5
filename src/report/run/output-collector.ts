import type { OutputMessage } from '../../kernel/session.js';
import type { CodeCell, NotebookBundle, NotebookMetadata, Output } from '../notebook.js';

/** An output that shows a MIME bundle. */
type DisplayOutput = Extract<Output, { output_type: 'display_data' | 'execute_result' }>;

/**
 * Turns a session's messages into the outputs of a notebook's cells, as Jupyter front ends do: streams of one name grow
 * together, `clear_output` empties, `update_display_data` changes every output with its display id, in whichever cell.
 */
export class OutputCollector {
  private readonly displays = new Map<string, DisplayOutput[]>();
  private readonly clearsNext = new WeakSet<CodeCell>();

  /** Applies one message of a cell's execution. */
  apply(cell: CodeCell, { type, content }: OutputMessage): void {
    if (type === 'clear_output') {
      if (content.wait === true) this.clearsNext.add(cell);
      else cell.outputs = [];
    } else if (type === 'update_display_data') {
      this.update(content);
    } else {
      const output = outputOf(type, content);
      if (output) this.append(cell, output, displayId(content));
    }
  }

  private append(cell: CodeCell, output: Output, id: string | undefined): void {
    if (this.clearsNext.delete(cell)) cell.outputs = [];
    const last = cell.outputs[cell.outputs.length - 1];
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      last.text += output.text;
      return;
    }
    cell.outputs.push(output);
    if (id !== undefined && 'data' in output) this.displays.set(id, [...(this.displays.get(id) ?? []), output]);
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
