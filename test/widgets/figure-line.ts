import type { Figure } from '../../src/widgets/index.js';
import type { FigureView } from './browser.js';

const KERNEL = Symbol.for('framescope.kernel');

/** A line between a figure in a page and its kernel's half in this process. */
export interface FigureLine {
  /** What the page has asked. */
  readonly asked: Record<string, unknown>[];
  /** Whether the kernel hears; a kernel that computes does not. */
  isHeard: boolean;
}

/** Binds the page's only figure, opened with `script: 'own'`, with its kernel's half, as Jupyter's front end does. */
export async function bindFigure({ page }: FigureView, figure: Figure): Promise<FigureLine> {
  const asked: Record<string, unknown>[] = [];
  const line: FigureLine = { asked, isHeard: true };
  const listeners: ((message: object) => void)[] = [];
  const comm = {
    send: (data: { method: string; content?: unknown; state?: object }, { buffers = [] as readonly Uint8Array[] } = {}) => {
      const texts = buffers.map((bytes) => Buffer.from(bytes).toString('base64'));
      void page.evaluate(([given, sheets]) => (globalThis as unknown as Tellable).tell(given, sheets), [data, texts] as const);
    },
    close: () => {},
    onMessage: (listener: (message: object) => void) => listeners.push(listener),
    onClose: () => {},
  };
  const holder = globalThis as { [KERNEL]?: unknown };
  holder[KERNEL] = { display: () => ({}), comms: { open: () => comm } };
  figure.live();
  delete holder[KERNEL];
  await page.exposeFunction('toKernel', (data: { method: string; content?: Record<string, unknown> }) => {
    if (data.content) asked.push(data.content);
    if (line.isHeard) for (const listener of listeners) listener({ data: { buffer_paths: [], ...data }, buffers: [] });
  });
  await page.evaluate((key) => {
    type Listener = (...args: unknown[]) => void;
    const values: Record<string, unknown> = {};
    const heard: [string, Listener][] = [];
    const emit = (event: string, ...args: unknown[]): void => {
      for (const [name, listener] of heard) if (name === event) listener(...args);
    };
    const send = (data: object): void => (globalThis as unknown as { toKernel(data: object): void }).toKernel(data);
    const model = {
      get: (name: string) => values[name],
      set: (name: string, value: unknown) => {
        values[name] = value;
        send({ method: 'update', state: { [name]: value } });
      },
      save_changes: () => {},
      send: (content: unknown) => send({ method: 'custom', content }),
      on: (event: string, listener: Listener) => heard.push([event, listener]),
      off: () => {},
    };
    (globalThis as unknown as Tellable).tell = ({ method, content, state = {} }, sheets) => {
      const views = sheets.map((text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer));
      if (method === 'custom') emit('msg:custom', content, views);
      for (const [name, value] of Object.entries(state)) {
        values[name] = value;
        emit(`change:${name}`, model);
      }
    };
    const registry = (globalThis as unknown as Record<symbol, { live: Map<string, object> }>)[Symbol.for('framescope.figures')];
    registry.live.set(key, model);
    document.dispatchEvent(new CustomEvent('framescope:live', { detail: key }));
  }, figure.key);
  return line;
}

interface Tellable {
  tell(data: { method: string; content?: unknown; state?: object }, sheets: readonly string[]): void;
}
