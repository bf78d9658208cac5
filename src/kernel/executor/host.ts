import { randomUUID } from 'node:crypto';
import {
  type ClearOptions,
  type DisplayHandle,
  type DisplayOptions,
  KERNEL_HOST,
  type KernelHost,
  type MimeBundle,
} from '../host.js';
import type { OutputType } from '../messages.js';
import type { ExecutorEvent } from '../wire.js';
import { type Cell, currentCell } from './cell.js';
import { comms } from './comms.js';
import { askUser } from './input.js';
import { tslabRequire } from './package-root.js';
import { bundleOf, displayIdOf, isMimeBundle, portableBundle } from './show.js';
import { errorContent } from './traceback.js';
import { writeEvent } from './writer.js';

/** Puts what cells may ask of the kernel on `globalThis`, where `framescope/kernel` and the figures find it. */
export function installHost(): void {
  Object.defineProperty(globalThis, KERNEL_HOST, { value: host });
}

const host: KernelHost = {
  get signal(): AbortSignal | undefined {
    return currentCell()?.signal;
  },
  display,
  refresh,
  clearOutput,
  input: (prompt = '', { password = false } = {}) => askUser(prompt, password),
  page,
  comms,
  get cell(): KernelHost['cell'] {
    const { id: run, cellId: id } = currentCell() ?? {};
    return run === undefined || id === undefined ? undefined : { id, run };
  },
  get typescript(): string {
    return (tslabRequire('@tslab/typescript-for-tslab/package.json') as { version: string }).version;
  },
};

/** Shows a value as an output of the running cell, under its own display id if it has one. */
export function display(value: unknown, options: DisplayOptions = {}): DisplayHandle {
  const { metadata = {}, displayId = displayIdOf(value) ?? randomUUID() } = options;
  const transient = { display_id: displayId };
  sendBundle(currentCell(), 'display_data', shownBundle(value), { metadata, transient });
  return {
    displayId,
    update(next) {
      sendBundle(currentCell(), 'update_display_data', shownBundle(next), { metadata, transient });
    },
    clear() {
      sendBundle(currentCell(), 'update_display_data', { 'text/plain': '' }, { metadata: {}, transient });
    },
  };
}

function refresh(displayId: string, pending: Promise<MimeBundle | undefined>): void {
  const cell = currentCell();
  const event = (bundle: MimeBundle): ExecutorEvent => {
    const content = { data: portableBundle(bundle), metadata: {}, transient: { display_id: displayId } };
    return { type: 'output', id: cell?.id ?? '', output: 'update_display_data', content };
  };
  cell?.output
    .sendBeside(pending.then((bundle) => bundle && event(bundle)))
    .catch((error: unknown) => cell.fail(errorContent(error)));
}

/** A bundle as it is, any other value as it shows itself. */
function shownBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  return isMimeBundle(value) ? portableBundle(value) : bundleOf(value);
}

function clearOutput({ wait = false }: ClearOptions = {}): void {
  const cell = currentCell();
  cell?.output.send({ type: 'output', id: cell.id, output: 'clear_output', content: { wait } });
}

function page(text: string): void {
  const cell = currentCell();
  if (!cell) return;
  writeEvent({ type: 'payload', id: cell.id, payload: { source: 'page', data: { 'text/plain': text }, start: 0 } });
}

/** Publishes a bundle in its place in the order of calls; one that fails becomes an error of the cell. */
export function sendBundle(
  cell: Cell | undefined,
  output: OutputType,
  bundle: object | Promise<object>,
  rest: Record<string, unknown>,
): void {
  if (!cell) return;
  const event = (data: object): ExecutorEvent => ({ type: 'output', id: cell.id, output, content: { data, ...rest } });
  if (bundle instanceof Promise)
    cell.output.sendLater(bundle.then(event)).catch((error: unknown) => cell.fail(errorContent(error)));
  else cell.output.send(event(bundle));
}
