import { h } from './dom.js';
import { OWN_KEYS } from './run-keys.js';
import { installStyle } from './theme.js';

const STYLE = `
.fs-named-range{flex:1 1 180px;min-width:0;font-size:13px;color:var(--fs-muted)}
.fs-named-range b{color:var(--fs-ink);font-weight:600;float:right}
`;

/** What a slider with its name and value is for. */
export interface LabelledRangeOptions {
  readonly label: string;
  readonly least: number;
  readonly greatest: number;
  readonly step: number;
  /** The value in words. */
  readonly words: (value: number) => string;
  readonly onInput: (value: number) => void;
}

/** A slider with its name and value over it. */
export function labelledRange({ label, least, greatest, step, words, onInput }: LabelledRangeOptions): {
  readonly node: HTMLElement;
  /** Shows a value, wherever it came from. */
  show(value: number): void;
} {
  installStyle(STYLE);
  const input = h('input', {
    ...{ type: 'range', min: least, max: greatest, step, 'aria-label': label },
    // Arrow keys are the slider's: in the figure, and in JupyterLab's command mode.
    ...{ 'data-own-keys': true, [OWN_KEYS]: 'true' },
    input: () => onInput(input.valueAsNumber),
  });
  const value = h('b');
  return {
    node: h('div', 'fs-named-range', h('span', { 'aria-hidden': 'true' }, label, value), input),
    show: (to) => {
      input.value = String(to);
      value.textContent = words(to);
      input.setAttribute('aria-valuetext', words(to));
      input.style.setProperty('--fs-done', `${((to - least) / (greatest - least || 1)) * 100}%`);
    },
  };
}
