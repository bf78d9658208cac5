import { InvalidInputError } from '../lib/errors.js';
import { Figure, type FigurePage, type FigureType } from './figure.js';
import { completeState } from './fit-state.js';
import { isOwnKind, type Remake, registerRemake } from './own-figure.js';
import { type PosterParts, posterPng } from './poster.js';
import { requireGiven } from './require-given.js';
import type { GivenOf, StateOf, Traits } from './traits.js';

/** What a figure is: declared once, made many times. */
export interface FigureDefinition<T extends Traits> {
  /** Its name, as of a function: 'ballChart'. Letters and digits. */
  readonly kind: string;
  /** Its state: what it shows, and what may change while it is looked at. Names must not begin with an underscore. */
  readonly state: T;
  /** Throws when values fit one by one, but not together. Default: they always do. */
  readonly check?: (state: StateOf<T>) => void;
  /** What is shown, in a line or a few: for consoles, for the caption, and for those who do not see the figure. */
  readonly text: (state: StateOf<T>) => string;
  /** The picture where scripts do not run. */
  readonly poster: (state: StateOf<T>) => PosterParts | Promise<PosterParts>;
  /**
   * The browser half, an AFM (anywidget) module: `export default { render({ model, el }) { … } }`, as its text or the file
   * it lies in. It imports nothing, and may leave out what it does not listen to: where such a value changes, the figure is
   * drawn anew.
   */
  readonly client: string | URL;
}

/** Makes a figure from its state. */
export type FigureMaker<T extends Traits> = (given: GivenOf<T>) => Figure<StateOf<T>>;

/**
 * A new kind of figure: it shows itself in a notebook, stays in the saved one, and is alive in both and in the published page.
 *
 * @throws {InvalidInputError} when the kind or a name in the state cannot be used, or is taken; the figure's maker, when its state does not fit.
 */
export function defineFigure<const T extends Traits>(definition: FigureDefinition<T>): FigureMaker<T> {
  requireGiven('defineFigure', '{ kind, state, text, poster, client }', definition);
  const { kind, state: traits, text, check, client, poster } = definition;
  if (!/^[A-Za-z][A-Za-z0-9]{0,39}$/.test(kind)) {
    throw new InvalidInputError('kind must be a name', {
      received: kind,
      accepted: 'up to 40 letters and digits, a letter first',
    });
  }
  const isClient = typeof client === 'string' || client instanceof URL;
  const parts = { state: typeof traits === 'object', text: typeof text === 'function', poster: typeof poster === 'function' };
  const wrong = Object.entries({ ...parts, client: isClient }).find(([, isRight]) => !isRight)?.[0];
  if (wrong !== undefined) {
    throw new InvalidInputError(`the ${wrong} of ${kind} is missing, or not one`, {
      received: Reflect.get(definition, wrong) ?? 'nothing',
      accepted: 'state: { … }, text: (state) => …, poster: (state) => …, client: a text or a file: URL',
    });
  }
  if (isOwnKind(kind)) {
    throw new InvalidInputError('framescope has a figure of this kind', {
      received: kind,
      hint: 'Give yours another name: a published page could not tell them apart',
    });
  }
  const reserved = Object.keys(traits).find((name) => name.startsWith('_') || name === 'layout');
  if (reserved !== undefined) {
    throw new InvalidInputError(`the state of ${kind} has a name that Jupyter needs`, { received: reserved });
  }
  const type: FigureType<StateOf<T>> = { kind, traits, text, check, client };
  const make: FigureMaker<T> = (given) => {
    const state = completeState<StateOf<T>>(kind, traits, given);
    check?.(state);
    return new Figure(type, { state, page: (shown) => pageOf(shown, definition) });
  };
  registerRemake(kind, make as Remake);
  return make;
}

async function pageOf<T extends Traits>(state: StateOf<T>, { text, poster }: FigureDefinition<T>): Promise<FigurePage> {
  const words = text(state);
  return { poster: await posterPng(await poster(state)), alt: words, caption: words };
}
