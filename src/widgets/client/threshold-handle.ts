import { clamp } from '../drawing/clamp.js';
import type { Scale } from '../drawing/scale.js';
import { h } from './dom.js';
import { installStyle } from './theme.js';

const STYLE = `
.fs-strip{position:relative}
.fs-threshold{position:absolute;height:16px;margin-top:-8px;cursor:ns-resize;touch-action:none;border-radius:8px}
.fs-threshold::after{content:"";position:absolute;right:-10px;top:-4px;width:12px;height:12px;border-radius:50%;background:var(--fs-second);border:6px solid var(--fs-surface);box-shadow:0 1px 3px #0006}
`;

/** What a threshold that can be dragged is about. */
export interface ThresholdOptions {
  /** From 0 to 1. */
  readonly value: () => number;
  /** Pixels from the top that a threshold of 1 lies above one of 0. */
  readonly span: () => number;
  readonly words: () => string;
  readonly onInput: (value: number | undefined) => void;
}

/** A line to be dragged up and down by mouse, finger and keys; Escape asks for the given value: `onInput(undefined)`. */
export function thresholdHandle({ value, span, words, onInput }: ThresholdOptions): {
  readonly node: HTMLElement;
  /** Lies over a plot, at `y` pixels from its top. */
  show(across: Scale, y: number): void;
} {
  installStyle(STYLE);
  const node = h('div', {
    ...{ class: 'fs-threshold', role: 'slider', tabindex: 0, 'aria-label': 'Threshold', 'aria-orientation': 'vertical' },
    ...{ 'aria-valuemin': 0, 'aria-valuemax': 1 },
  });
  const set = (to: number): void => onInput(clamp(Math.round(to * 100) / 100, 0, 1));
  let from: { readonly y: number; readonly value: number } | undefined;
  node.addEventListener('pointerdown', (event) => {
    from = { y: event.clientY, value: value() };
    node.setPointerCapture(event.pointerId);
    node.focus({ preventScroll: true });
    event.preventDefault();
  });
  node.addEventListener('pointermove', ({ clientY }) => {
    // A click alone changes nothing.
    if (from && clientY !== from.y) set(from.value + (from.y - clientY) / Math.max(1, span()));
  });
  const drop = (): void => {
    from = undefined;
  };
  node.addEventListener('lostpointercapture', drop);
  node.addEventListener('keydown', (event) => {
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowUp: 0.01, ArrowRight: 0.01, ArrowDown: -0.01, ArrowLeft: -0.01 },
      ...{ PageUp: 0.1, PageDown: -0.1, Home: -1, End: 1 },
    };
    if (event.key === 'Escape') onInput(undefined);
    else if (event.key in steps) set(value() + steps[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    node,
    show: ({ range: [left, right] }, y) => {
      node.style.cssText = `left:${left}px;width:${right - left}px;top:${y}px`;
      node.setAttribute('aria-valuenow', String(value()));
      node.setAttribute('aria-valuetext', words());
    },
  };
}
