import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecuteOptions, type ExecuteReply, type OutputMessage, Session } from '../../src/kernel/session.js';

/** What an execution published and replied. */
export interface Executed {
  readonly reply: ExecuteReply;
  /** All messages. */
  readonly messages: OutputMessage[];
  /** Without `status` and `execute_input`. */
  readonly outputs: OutputMessage[];
}

/** A session in a fresh temporary folder, which collects what cells publish. */
export class Notebook {
  readonly late: OutputMessage[] = [];
  readonly folder: string;
  #session: Session | undefined;

  /** @param folder made where it is not there. Default: a fresh temporary one. */
  constructor(folder: string = mkdtempSync(join(tmpdir(), 'framescope-kernel-'))) {
    mkdirSync(folder, { recursive: true });
    this.folder = realpathSync(folder);
  }

  async start(env?: NodeJS.ProcessEnv): Promise<void> {
    this.#session = await Session.start({ cwd: this.folder, env, onLateMessage: (message) => this.late.push(message) });
  }

  get session(): Session {
    if (!this.#session) throw new Error('start the notebook first');
    return this.#session;
  }

  async run(code: string, options: ExecuteOptions = {}): Promise<Executed> {
    const messages: OutputMessage[] = [];
    const reply = await this.session.execute(code, { ...options, onMessage: (message) => messages.push(message) });
    return { reply, messages, outputs: outputsOf(messages) };
  }

  async close(): Promise<void> {
    await this.#session?.shutdown();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Without `status` and `execute_input`. */
export function outputsOf(messages: readonly OutputMessage[]): OutputMessage[] {
  return messages.filter(({ type }) => type !== 'status' && type !== 'execute_input');
}

/** The text of a stream, or of both in order. */
export function streamText({ outputs }: { outputs: OutputMessage[] }, name?: string): string {
  const streams = outputs.filter(({ type, content }) => type === 'stream' && (name === undefined || content.name === name));
  return streams.map(({ content }) => content.text).join('');
}

/** The `text/plain` of the result, undefined where there is none. */
export function resultText({ outputs }: { outputs: OutputMessage[] }): string | undefined {
  const result = outputs.find(({ type }) => type === 'execute_result');
  return (result?.content.data as Record<string, string> | undefined)?.['text/plain'];
}

/** Waits until a condition holds, at most `limit` milliseconds. */
export async function until(condition: () => boolean, limit = 10_000): Promise<void> {
  const end = performance.now() + limit;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`did not come true within ${limit} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
