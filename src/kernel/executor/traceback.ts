import { types } from 'node:util';
import type { ErrorContent } from '../messages.js';
import { codeFrame } from './code-frame.js';
import { undisturbed } from './intrinsics.js';
import { KERNEL_FOLDERS } from './package-root.js';
import { attempt, plainText } from './plain-text.js';
import { originalPosition, type Position } from './positions.js';

/** More errors behind an error are not told with their places. */
const MOST_CAUSES = 8;

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

/** What is told of a thrown value, whatever it is: JavaScript can throw everything, also what cannot be looked at. */
export function errorContent(thrown: unknown): ErrorContent {
  return undisturbed(() => {
    const isError = types.isNativeError(thrown) || attempt(() => thrown instanceof Error) === true;
    if (isError)
      return { ename: nameOf(thrown as Error), evalue: messageOf(thrown as Error), traceback: errorLines(thrown as Error) };
    const evalue = typeof thrown === 'string' ? thrown : plainText(thrown);
    return { ename: 'Error', evalue, traceback: `Uncaught ${plainText(thrown)}`.split('\n') };
  });
}

/** An error as a value: where it was made, its stack, its causes. */
export function errorText(error: Error): string {
  return errorLines(error).join('\n');
}

/** The place where the error was made, the error with its causes, and the places where those were made. */
function errorLines(error: Error): string[] {
  const behind = causesOf(error);
  for (const each of [error, ...behind]) undecorate(each);
  const place = placeLines(error);
  const causes = behind.flatMap((cause) => {
    const lines = placeLines(cause);
    return lines.length > 0 && lines[0] !== place[0]
      ? ['', `${nameOf(cause)}, one of the causes: ${lines[0]}`, ...lines.slice(1)]
      : [];
  });
  return [...place, ...(place.length > 0 ? [''] : []), ...plainText(error).split('\n'), ...causes];
}

/** The errors behind an error: its cause, the cause of that, and those that an `AggregateError` gathers. */
function causesOf(error: Error): Error[] {
  const found = new Set<Error>([error]);
  for (const each of found) {
    const { cause, errors } = attempt(() => ({ cause: each.cause, errors: (each as Partial<AggregateError>).errors })) ?? {};
    const next = [cause, ...(Array.isArray(errors) ? errors : [])].filter((one): one is Error => types.isNativeError(one));
    for (const one of next) if (found.size <= MOST_CAUSES) found.add(one);
  }
  return [...found].slice(1);
}

/** Takes the lines of compiled code away that Node puts before a stack. */
function undecorate(error: Error): void {
  attempt(() => {
    const decorated = error.stack; // writes the stack, if nobody has read it yet
    const { stack } = written.get(error) ?? {};
    if (stack !== undefined && decorated !== stack && decorated?.endsWith(stack)) error.stack = stack;
  });
}

function placeLines(error: Error): string[] {
  const { origin } = written.get(error) ?? {};
  return origin ? [`${origin.name}:${origin.line}:${origin.column}`, ...codeFrame(origin.source, origin)] : [];
}

/** What runs cells and loads modules, of this kernel, tslab and Node. */
const MACHINERY: readonly string[] = [...KERNEL_FOLDERS, 'node:vm', 'node:internal/modules/'];

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
  if (!position) return { text, position, isKernel: MACHINERY.some((start) => file.startsWith(start)) };
  const location = `${position.name}:${position.line}:${position.column}`;
  const located = text.replace(`${file}:${line}:${column}`, location);
  return { text: located.replace(/^Object\.<anonymous> \((.*)\)$/, '$1'), position, isKernel: false }; // a module's own level
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
  const name = attempt(() => error.name);
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
  return attempt(() => error.constructor.name) || 'Error';
}

function messageOf(error: Error): string {
  return attempt(() => String(error.message)) ?? '';
}
