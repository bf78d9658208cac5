import { existsSync } from 'node:fs';
import { Figure, type FigureContent, type FigureType } from './figure.js';
import { completeState } from './fit-state.js';

/** Makes a figure again from its inputs. */
export type Remake = (...inputs: readonly never[]) => object | Promise<object>;

/** What one of the package's own kinds of figures is, where it takes more than its state to draw it. */
export interface OwnFigureType<State extends object> extends Omit<FigureType<State>, 'client'> {
  /** The figure's function: called with a figure's `inputs`, it makes the figure again in a worker. */
  readonly remake: Remake;
}

const remakes = new Map<string, Remake>();

/** Declares one of the package's own kinds of figures; gives what makes one. Nothing else lists the kinds. */
export function ownFigure<State extends object>(
  declared: OwnFigureType<State>,
): (content: FigureContent<State>) => Figure<State> {
  const { remake, ...common } = declared;
  const { kind, traits, check } = common;
  registerRemake(kind, remake);
  const type: FigureType<State> = { ...common, client: ownClient(kind) };
  return (content) => {
    const state = completeState<State>(kind, traits, content.state as Readonly<Record<string, unknown>>);
    check?.(state);
    return new Figure(type, { ...content, state });
  };
}

/** Whether a kind is one of the package's own: published pages bring a browser half of that name. */
export function isOwnKind(kind: string): boolean {
  return existsSync(ownClient(kind));
}

/** The browser half of one of the package's own kinds, built from `client/figures/<kind in kebab-case>.ts`. */
export function ownClient(kind: string): URL {
  const name = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  // The same path whether this file runs compiled or from source.
  return new URL(`../../dist/widgets/client/figures/${name}.js`, import.meta.url);
}

/** Remembers what makes figures of this kind again. */
export function registerRemake(kind: string, remake: Remake): void {
  remakes.set(kind, remake);
}

/** What makes a figure of this kind again; undefined where nothing has declared it. */
export function remakeOf(kind: string): Remake | undefined {
  return remakes.get(kind);
}
