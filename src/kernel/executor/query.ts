import type { Executor } from 'tslab/dist/executor.js';
import type { Completion, Inspection, QueryKind } from '../queries.js';
import { completeness } from './completeness.js';
import type { TypeScript } from './typescript.js';

/** A question about code; `offset` in UTF-16 code units. */
export interface Query {
  readonly kind: QueryKind;
  readonly code: string;
  readonly offset: number;
}

/** Answers a question about code that follows the cells executed so far; undefined when TypeScript fails over it. */
export function answerQuery(ts: TypeScript, executor: Executor, { kind, code, offset }: Query): object | undefined {
  try {
    if (kind === 'is_complete') return completeness(ts, code);
    return kind === 'complete' ? completion(executor, code, offset) : inspection(ts, executor, code, offset);
  } catch {
    return undefined;
  }
}

function completion(executor: Executor, code: string, offset: number): Completion {
  const { start, end, candidates, original } = executor.complete(code, offset);
  const kinds = new Map(original?.entries.map(({ name, kind }) => [name, String(kind)]));
  return { start, end, candidates: candidates.map((name) => ({ name, kind: kinds.get(name) ?? '' })) };
}

/** A cursor behind a name means that name. */
function inspection(ts: TypeScript, executor: Executor, code: string, offset: number): Inspection {
  const info = executor.inspect(code, offset) ?? (offset > 0 ? executor.inspect(code, offset - 1) : undefined);
  if (!info?.displayParts) return {};
  const tags = (info.tags ?? []).map(({ name, text }) => `@${name} ${ts.displayPartsToString(text)}`.trimEnd());
  const documentation = [ts.displayPartsToString(info.documentation), ...tags].filter((part) => part !== '').join('\n');
  return { signature: ts.displayPartsToString(info.displayParts), documentation };
}
