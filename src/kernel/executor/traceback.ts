import { inspect } from 'node:util';
import type { ErrorContent } from '../messages.js';
import { codeFrame } from './code-frame.js';
import { KERNEL_FOLDERS } from './package-root.js';
import { originalPosition, type Position } from './positions.js';

/** Stacks as they were written, and the first position in the user's own text. */
const written = new WeakMap<object, { stack: string; origin: Position | undefined }>();

/** Makes stacks tell positions in the cells as the user wrote them, and leave out the kernel's own frames. */
export function translateStacks(): void {
  Error.stackTraceLimit = 50;
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map(translateFrame);
    const last = frames.map((frame) => frame.position !== undefined).lastIndexOf(true);
    const shown = (last >= 0 ? frames.slice(0, last + 1) : frames).filter((frame) => !frame.isKernel).slice(0, 20);
    const origin = frames.find((frame) => frame.position)?.position;
    const stack = [headline(error), ...shown.map(({ text }) => `    at ${text}`)].join('\n');
    written.set(error, { stack, origin });
    return stack;
  };
}

/** What is told of a thrown value, whatever it is: JavaScript can throw everything. */
export function errorContent(thrown: unknown): ErrorContent {
  if (!(thrown instanceof Error)) {
    const evalue = typeof thrown === 'string' ? thrown : inspect(thrown);
    return { ename: 'Error', evalue, traceback: [`Uncaught ${inspect(thrown)}`] };
  }
  const decorated = thrown.stack; // writes the stack, if nobody has read it yet
  const { stack, origin } = written.get(thrown) ?? {};
  if (stack !== undefined && decorated?.endsWith(stack)) thrown.stack = stack; // without the lines of compiled code that Node puts before it
  const frame = origin ? [`${origin.name}:${origin.line}:${origin.column}`, ...codeFrame(origin.source, origin), ''] : [];
  return { ename: nameOf(thrown), evalue: String(thrown.message), traceback: [...frame, ...inspect(thrown).split('\n')] };
}

interface Frame {
  readonly text: string;
  readonly position: Position | undefined;
  readonly isKernel: boolean;
}

function translateFrame(site: NodeJS.CallSite): Frame {
  const text = String(site).replace(/^(async )?Proxy\./, '$1'); // functions of earlier cells are called on tslab's `exports`
  const file = site.getScriptNameOrSourceURL() ?? '';
  const line = site.getLineNumber() ?? 0;
  const column = site.getColumnNumber() ?? 0;
  const position = originalPosition(file, line, column);
  if (!position)
    return { text, position, isKernel: KERNEL_FOLDERS.some((folder) => file.startsWith(folder)) || file.startsWith('node:vm') };
  const location = `${position.name}:${position.line}:${position.column}`;
  return { text: text.replace(`${file}:${line}:${column}`, location), position, isKernel: false };
}

/** As V8 and Node begin a stack. */
function headline(error: Error): string {
  try {
    const { code } = error as NodeJS.ErrnoException;
    const name = typeof code === 'string' && code.startsWith('ERR_') ? `${error.name} [${code}]` : String(error.name);
    return error.message === '' ? name : `${name}: ${error.message}`;
  } catch {
    return 'Error';
  }
}

/** The name an error gives itself; its class where it gives none. */
function nameOf(error: Error): string {
  if (typeof error.name === 'string' && error.name !== '' && error.name !== 'Error') return error.name;
  return error.constructor?.name || 'Error';
}
