import { h } from './dom.js';
import { installStyle } from './theme.js';

const STYLE = `
.fs-cursor{border-radius:8px;position:relative;cursor:crosshair;touch-action:pan-y}
.fs-cursor .fs-line{position:absolute;top:0;bottom:24px;width:1px;background:var(--fs-ink);pointer-events:none;display:none}
.fs-readout{font-size:13px;min-height:1.5em;margin-top:6px!important;color:var(--fs-muted)}
`;

/** What a cursor moves over: values from left to right that can be pointed at, and places among them to step through. */
export interface CursorOptions {
  readonly label: string;
  /** Values that the arrow keys go through, ascending. */
  readonly places: () => readonly number[];
  /** Values that Page Up and Page Down go through, ascending. Default: none. */
  readonly landmarks?: () => readonly number[];
  /** The value at `x` pixels from the content's left edge, `y` from its top. */
  readonly valueAt: (x: number, y: number) => number | undefined;
  /** Called with the value looked at, or undefined when the reader looks away. */
  readonly onMove: (value: number | undefined) => void;
  /** Called with the value that a click or a key has chosen; undefined after Escape. Default: choosing is looking. */
  readonly onChoose?: (value: number | undefined) => void;
  /** What is looked at when the reader looks at nothing. Default: nothing. */
  readonly chosen?: () => number | undefined;
  /** The value in words. */
  readonly words: (value: number) => string;
}

/** A focusable area whose values are reached by pointer and by arrow keys, as a slider's are. */
export function cursor(content: HTMLElement, options: CursorOptions): HTMLElement & { refresh(): void } {
  const { label, places, landmarks, valueAt, onMove, words, onChoose = () => {}, chosen = () => undefined } = options;
  installStyle(STYLE);
  const area = h('div', { class: 'fs-cursor', role: 'slider', tabindex: 0, 'aria-label': label }, content);
  let value: number | undefined;
  const move = (to: number | undefined): void => {
    value = to;
    const known = places();
    const said = to ?? known[0];
    area.setAttribute('aria-valuemin', String(known[0] ?? 0));
    area.setAttribute('aria-valuemax', String(known.at(-1) ?? 0));
    area.setAttribute('aria-valuenow', String(said ?? 0));
    area.setAttribute('aria-valuetext', said === undefined ? 'nothing to show' : words(said));
    onMove(to);
  };
  const point = ({ clientX, clientY }: MouseEvent): void => {
    const { left, top } = content.getBoundingClientRect();
    move(valueAt(clientX - left, clientY - top));
  };
  const leave = (): void => {
    if (value !== undefined && !area.matches(':focus-visible')) move(chosen());
  };
  area.addEventListener('pointermove', point);
  area.addEventListener('pointerdown', (event) => {
    point(event);
    onChoose(value);
  });
  area.addEventListener('pointerleave', leave);
  area.addEventListener('blur', () => move(chosen()));
  area.addEventListener('keydown', (event) => {
    const far = { PageDown: 'ArrowRight', PageUp: 'ArrowLeft' }[event.key];
    const target = far && landmarks ? stepTo(far, landmarks(), value) : stepTo(event.key, places(), value);
    if (target === null) return;
    move(target);
    onChoose(target);
    event.preventDefault();
    event.stopPropagation();
  });
  move(chosen());
  return Object.assign(area, { refresh: () => move(chosen()) });
}

/** Where a key leads to: a place, undefined to look away, null when the key means nothing here. */
function stepTo(key: string, places: readonly number[], value: number | undefined): number | undefined | null {
  if (key === 'Escape') return value === undefined ? null : undefined;
  if (places.length === 0) return null;
  if (key === 'Home') return places[0];
  if (key === 'End') return places.at(-1);
  const from = value ?? -Infinity;
  if (key === 'ArrowRight' || key === 'ArrowUp') return places.find((place) => place > from) ?? places.at(-1);
  if (key === 'ArrowLeft' || key === 'ArrowDown') return places.filter((place) => place < from).at(-1) ?? places[0];
  return null;
}
