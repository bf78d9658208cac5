import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { OutputMessage } from '../../src/kernel/messages.js';
import type { CodeCell, Output } from '../../src/report/notebook.js';
import { OutputCollector } from '../../src/report/run/output-collector.js';

const emptyCell = (): CodeCell => ({ cell_type: 'code', source: '', metadata: {}, outputs: [], execution_count: null });

const message = (type: OutputMessage['type'], content: Record<string, unknown>): OutputMessage => ({
  type,
  content,
  parentId: 'p',
});
const stream = (name: string, text: string): OutputMessage => message('stream', { name, text });
const shown = (type: 'display_data' | 'update_display_data', text: string, id?: string): OutputMessage =>
  message(type, { data: { 'text/plain': text }, metadata: {}, transient: id === undefined ? {} : { display_id: id } });
const clear = (wait: boolean): OutputMessage => message('clear_output', { wait });

function collected(messages: readonly OutputMessage[]): Output[] {
  const cell = emptyCell();
  const collector = new OutputCollector();
  for (const one of messages) collector.apply(cell, one);
  return cell.outputs;
}

/** What a reader sees, as one text. */
function textOf(output: Output): string {
  if (output.output_type === 'stream') return output.text;
  return 'data' in output ? `<${String(output.data['text/plain'])}>` : `!${output.ename}`;
}

/** The ten-line model: a list of texts, in which each stream message is an entry of its own. */
function expected(messages: readonly OutputMessage[]): string {
  let entries: { text: string; id?: unknown }[] = [];
  let isPending = false;
  for (const { type, content } of messages) {
    const id = (content.transient as { display_id?: unknown } | undefined)?.display_id;
    const text = type === 'stream' ? String(content.text) : `<${(content.data as Record<string, string>)?.['text/plain']}>`;
    if (type === 'clear_output' && content.wait) isPending = true;
    else if (type === 'clear_output') entries = [];
    else {
      if (type !== 'stream') entries = entries.map((one) => (id !== undefined && one.id === id ? { text, id } : one));
      if (type === 'update_display_data') continue;
      entries = [...(isPending ? [] : entries), { text, id }];
      isPending = false;
    }
  }
  return entries.map(({ text }) => text).join('');
}

/** A terminal: rows of characters, and a cursor. */
function terminal(text: string): string {
  const rows: string[][] = [[]];
  let column = 0;
  for (const character of text) {
    if (character === '\r') column = 0;
    else if (character === '\b') column = Math.max(0, column - 1);
    else if (character === '\n') column = rows.push([]) * 0;
    else rows[rows.length - 1][column++] = character;
  }
  return rows.map((row) => row.join('')).join('\n');
}

const anyMessage = fc.oneof(
  fc.tuple(fc.constantFrom('stdout', 'stderr'), fc.string()).map(([name, text]) => stream(name, text)),
  fc
    .tuple(
      fc.constantFrom('display_data' as const, 'update_display_data' as const),
      fc.string(),
      fc.constantFrom(undefined, 'a', 'b'),
    )
    .map(([type, text, id]) => shown(type, text, id)),
  fc.boolean().map(clear),
);

describe('outputs of a cell', () => {
  test.prop([fc.array(anyMessage, { maxLength: 30 })])('show what the messages, applied one by one, leave', (messages) => {
    expect(collected(messages).map(textOf).join('')).toBe(expected(messages));
  });

  test.prop([fc.array(anyMessage, { maxLength: 30 })])('never hold two neighbouring streams of one name', (messages) => {
    const outputs = collected(messages);
    const names = outputs.map((output) => (output.output_type === 'stream' ? output.name : undefined));
    expect(names.filter((name, i) => i > 0 && name !== undefined && name === names[i - 1])).toEqual([]);
  });

  test.prop([fc.array(anyMessage, { maxLength: 30 })])('hold nothing that nbformat 4.5 does not know', (messages) => {
    const keys = { stream: 'name,output_type,text', display_data: 'data,metadata,output_type' } as Record<string, string>;
    for (const output of collected(messages)) expect(Object.keys(output).sort().join()).toBe(keys[output.output_type]);
  });

  test('an update changes displays of that id in every cell, and adds none', () => {
    const collector = new OutputCollector();
    const [first, second] = [emptyCell(), emptyCell()];
    collector.apply(first, shown('display_data', 'old', 'a'));
    collector.apply(second, shown('display_data', 'old', 'a'));
    collector.apply(second, shown('update_display_data', 'new', 'a'));
    collector.apply(second, shown('update_display_data', 'nobody', 'b'));
    expect([first, second].map(({ outputs }) => outputs.map(textOf))).toEqual([['<new>'], ['<new>']]);
  });

  test('a display of an id seen before changes the earlier ones too', () => {
    const outputs = collected([
      shown('display_data', 'old', 'a'),
      stream('stdout', 'between'),
      shown('display_data', 'new', 'a'),
    ]);
    expect(outputs.map(textOf)).toEqual(['<new>', 'between', '<new>']);
  });

  test('a line that is written over leaves its last state, wherever the messages are cut', () => {
    const text = '10 %\r20 %\r100 %\rdone \b!\nnext\r\nlast\r';
    for (let cut = 0; cut <= text.length; cut++) {
      const outputs = collected([stream('stdout', text.slice(0, cut)), stream('stdout', text.slice(cut))]);
      expect(outputs.map(textOf)).toEqual(['done!\nnext\nlast']);
    }
  });

  test.prop([fc.array(fc.constantFrom('\r', '\b', '\n', 'a', 'bc', 'def'), { maxLength: 20 }), fc.nat(3)])(
    'streams hold what a terminal would show',
    (pieces, size) => {
      const messages: OutputMessage[] = [];
      const text = pieces.join('');
      for (let i = 0; i < text.length; i += size + 1) messages.push(stream('stdout', text.slice(i, i + size + 1)));
      expect(collected(messages).map(textOf).join('')).toBe(terminal(text));
    },
  );

  test('results carry their count, errors their traceback', () => {
    const result = message('execute_result', { data: { 'text/plain': '1' }, metadata: { a: 1 }, execution_count: 4 });
    const error = message('error', { ename: 'TypeError', evalue: 'no', traceback: ['one', 'two'] });
    expect(collected([result, error])).toEqual([
      { output_type: 'execute_result', data: { 'text/plain': '1' }, metadata: { a: 1 }, execution_count: 4 },
      { output_type: 'error', ename: 'TypeError', evalue: 'no', traceback: ['one', 'two'] },
    ]);
  });

  test('status and echoed input are no outputs', () => {
    expect(collected([message('status', { execution_state: 'busy' }), message('execute_input', { code: '1' })])).toEqual([]);
  });
});
