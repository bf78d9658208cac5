import type { Session } from '../session.js';
import { toCodePoints, toUtf16Offset } from './cursor.js';
import { integerField, textField } from './fields.js';
import type { Message } from './message.js';

type Content = Message['content'];

/** What the name before the cursor can be completed to. */
export async function completeReply(session: Session, content: Content): Promise<object> {
  const { code, offset } = position(content);
  const found = (await session.query('complete', code, offset)) ?? { start: offset, end: offset, candidates: [] };
  const span = { start: toCodePoints(code, found.start), end: toCodePoints(code, found.end) };
  return {
    status: 'ok',
    matches: found.candidates.map(({ name }) => name),
    cursor_start: span.start,
    cursor_end: span.end,
    // JupyterLab shows a symbol for each kind.
    metadata: {
      _jupyter_types_experimental: found.candidates.map(({ name, kind }) => ({ text: name, type: kind, ...span })),
    },
  };
}

/** What is known of the name at the cursor. */
export async function inspectReply(session: Session, content: Content): Promise<object> {
  const { code, offset } = position(content);
  const { signature, documentation = '' } = (await session.query('inspect', code, offset)) ?? {};
  if (signature === undefined) return { status: 'ok', found: false, data: {}, metadata: {} };
  const data = {
    'text/plain': documentation === '' ? signature : `${signature}\n\n${documentation}`,
    'text/markdown': `\`\`\`typescript\n${signature}\n\`\`\`\n\n${documentation}`.trimEnd(),
  };
  return { status: 'ok', found: true, data, metadata: {} };
}

/** Whether a console should execute the code, or go on reading lines. */
export async function isCompleteReply(session: Session, content: Content): Promise<object> {
  return (await session.query('is_complete', textField(content, 'code'))) ?? { status: 'unknown' };
}

function position(content: Content): { readonly code: string; readonly offset: number } {
  const code = textField(content, 'code');
  return { code, offset: toUtf16Offset(code, integerField(content, 'cursor_pos', code.length)) };
}
