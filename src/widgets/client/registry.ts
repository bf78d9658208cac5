import type { PageModel } from './page-model.js';

/** A figure's element carries its model once it is alive, so that others can reach it. */
export interface MountedFigure extends HTMLElement {
  framescope?: PageModel<object>;
}

/** A live model as anywidget hands it over: over a comm, kept by the front end's widget manager. */
export interface CommModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(message: unknown, callbacks?: unknown, buffers?: readonly (ArrayBuffer | ArrayBufferView)[]): void;
  on(event: string, callback: (...args: never[]) => void): void;
  off(event: string, callback: (...args: never[]) => void): void;
}

/** What the scripts of all figures in a document share, whichever bundle they came in. */
interface Registry {
  /** Live models by their figure's key. */
  readonly live: Map<string, CommModel>;
  /** Figures that are alive, also those that a notebook has taken out of its page for the moment. */
  readonly figures: Set<WeakRef<MountedFigure>>;
  /** By kind, what brings figures that have come into the document since to life. */
  readonly mounts: Map<string, () => void>;
}

/** Fired at the document when a live model has come or gone; `detail` is its figure's key. */
export const LIVE_EVENT = 'framescope:live';

/** Fired at a figure that is about to leave the document for good. */
export const REMOVE_EVENT = 'framescope:remove';

const PLACE = Symbol.for('framescope.figures');

/** The document's registry. */
export function registry(): Registry {
  const holder = globalThis as { [PLACE]?: Registry };
  holder[PLACE] ??= { live: new Map(), figures: new Set(), mounts: new Map() };
  return holder[PLACE];
}

/** The figures of a key that are alive: one for each place where the output is shown. */
export function figuresOf(key: string): MountedFigure[] {
  const { figures } = registry();
  const found: MountedFigure[] = [];
  for (const reference of figures) {
    const figure = reference.deref();
    if (!figure) figures.delete(reference);
    else if (figure.dataset.key === key) found.push(figure);
  }
  return found;
}
