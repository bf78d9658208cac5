import { booleanField, InvalidRequestError, integerField, textField } from './fields.js';
import type { History, HistoryEntry } from './history.js';
import type { Message } from './message.js';

/** The cells a `history_request` asks for: `[session, line, input]`, with `output` `[session, line, [input, output]]`. */
export function historyReply(history: History, content: Message['content']): object {
  const withOutput = booleanField(content, 'output', false);
  const row = ({ session, line, input, output }: HistoryEntry): unknown[] => [
    session,
    line,
    withOutput ? [input, output ?? null] : input,
  ];
  return { status: 'ok', history: find(history, content).map(row) };
}

function find(history: History, content: Message['content']): HistoryEntry[] {
  const type = textField(content, 'hist_access_type');
  const n = integerField(content, 'n', undefined);
  if (type === 'tail') return history.tail(n ?? 10);
  if (type === 'range') {
    const session = integerField(content, 'session', 0);
    return history.range(session, integerField(content, 'start', undefined), integerField(content, 'stop', undefined));
  }
  if (type !== 'search') throw new InvalidRequestError(`hist_access_type must be tail, range or search. Received: ${type}`);
  const pattern = typeof content.pattern === 'string' ? content.pattern : '*';
  return history.search(pattern, { n, unique: booleanField(content, 'unique', false) });
}
