/** What the Node half and the browser half of `interact` agree on. */

/** What a control can be set to. */
export type ControlValue = number | string | boolean;

/** A control as a page shows it. */
export interface ControlState {
  readonly kind: 'slider' | 'select' | 'checkbox' | 'text' | 'button';
  readonly label: string;
  /** What it can be set to, in order; undefined where there is no end to it: a text, a button's presses. */
  readonly values: readonly ControlValue[] | undefined;
}

/** A value as a page shows it. */
export type ShownValue =
  | { readonly type: 'text'; readonly text: string; readonly isError?: boolean }
  | { readonly type: 'picture'; readonly source: string }
  | { readonly type: 'html'; readonly html: string }
  | {
      readonly type: 'figure';
      readonly kind: string;
      readonly key: string;
      /** As in a figure's `data-state`. */
      readonly state: string;
      /** A data URI. */
      readonly poster: string;
      readonly alt: string;
      readonly caption: string;
      /** As in a figure's `data-links`: JSON; absent where there are none. */
      readonly links?: string;
      /** A file that the figure needs, linked in the caption: its path and its words. Absent where it needs none. */
      readonly file?: { readonly href: string; readonly words: string };
    };

/** The state of an `interact`. */
export interface InteractState {
  readonly title: string;
  readonly controls: Readonly<Record<string, ControlState>>;
  /** What the controls are set to, by name; observable. */
  values: Readonly<Record<string, ControlValue>>;
  /** What the function gave in the kernel last; undefined until it was called there. */
  output: ShownValue | undefined;
  /** Whether the function is at work in the kernel. */
  isBusy: boolean;
}

/** What an `interact`'s page carries. */
export interface InteractPage extends Omit<InteractState, 'output'> {
  readonly output: ShownValue | undefined;
  /** What the function gave beforehand; the same values are there once. */
  readonly outputs: readonly ShownValue[];
  /** For each combination of the finite controls, the last one running fastest, its place in `outputs`; −1 where it was not computed. */
  readonly table: readonly number[];
  /** The values of the controls without end for which that holds. */
  readonly fixed: Readonly<Record<string, ControlValue>>;
}
