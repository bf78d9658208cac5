import type { ColorRange } from '../drawing/color-maps.js';
import { showing } from './choice.js';
import { h } from './dom.js';
import { setValue } from './read-state.js';
import { OWN_KEYS } from './run-keys.js';
import { installStyle } from './theme.js';
import type { Model } from './widget.js';

const STYLE = `
.fs-ends{display:inline-flex;gap:6px;align-items:center;font-size:13px}
.fs .fs-ends input{font:inherit;width:5.6em;height:34px;padding:0 6px;color:var(--fs-ink);background:var(--fs-raised);border:1px solid var(--fs-line);border-radius:9px}
`;

/** Two fields for the values at the ends of a colour map; what is no range is refused, in words. */
export function rangeFields<State extends { range: ColorRange }>(model: Model<State>): HTMLElement {
  installStyle(STYLE);
  const change = (): void => {
    const [low, high] = ends.map(({ valueAsNumber }) => valueAsNumber);
    const isRange = low < high;
    ends[1].setCustomValidity(isRange ? '' : 'Two numbers, the lower first');
    ends[1].reportValidity();
    if (isRange) setValue(model, 'range', [low, high]);
  };
  const ends = ['Lowest', 'Highest'].map((end) =>
    h('input', {
      ...{ type: 'number', step: 'any', 'aria-label': `${end} value of the colours` },
      ...{ 'data-own-keys': true, [OWN_KEYS]: 'true', change },
    }),
  );
  showing(model, 'range', (range) => {
    ends.forEach((end, i) => {
      end.value = String(Number(range[i].toPrecision(4)));
      end.setCustomValidity('');
    });
  });
  return h('span', 'fs-ends', ends[0], 'to', ends[1]);
}
