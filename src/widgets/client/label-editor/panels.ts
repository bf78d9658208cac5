import { withPredictions } from '../../../lib/data/labels/predictions.js';
import type { LabelRegion, RangeLabel } from '../../../lib/data/labels/video-labels.js';
import { annotatorAgreement, mergeLabels } from '../../../lib/evaluation/annotator-agreement.js';
import { clamp } from '../../drawing/clamp.js';
import { plural } from '../../drawing/format.js';
import { h, press } from '../dom.js';
import { type ControlRow, classField, textButton } from './controls.js';
import type { Editing, OtherLabels } from './editing.js';
import type { Stage } from './stage.js';

/** Classes and ranges. */
export function rangePanel(editing: Editing): ControlRow {
  const field = classField(editing);
  const toggle = textButton('Begin a range', 'A range begins or ends on this frame (R)', () => editing.toggleRange());
  const list = h('ul', 'fs-ranges');
  let listed: readonly RangeLabel[] | undefined;
  return {
    nodes: [h('div', 'fs-row', ...field.nodes, toggle), list],
    update: () => {
      field.update();
      toggle.textContent = editing.rangeStart === undefined ? 'Begin a range' : `End the range begun at ${editing.rangeStart}`;
      const { ranges } = editing.store.labels;
      if (ranges === listed) return;
      listed = ranges;
      list.replaceChildren(...ranges.map((range) => rangeItem(range, editing)));
    },
  };
}

function rangeItem({ class: name, start, end }: RangeLabel, editing: Editing): HTMLElement {
  const remove = (): void => void editing.change({ type: 'removeRange', class: name, start }, `${name} deleted`);
  return h(
    'li',
    {},
    textButton(`${name}: ${start} – ${end}`, `Go to frame ${start}`, () => editing.goTo(start)),
    h('button', { 'aria-label': `Delete ${name} from frame ${start}`, title: 'Delete', click: remove }, '×'),
  );
}

/** The region that picks one athlete: drawn over the picture, or in numbers. */
export function regionPanel(editing: Editing, stage: Stage): ControlRow {
  const draw = h(
    'button',
    {
      'aria-pressed': 'false',
      click: () => {
        stage.isDrawing = !stage.isDrawing;
      },
    },
    'Draw a region',
  );
  const clear = textButton('No region', 'Take the region away', () => void editing.change({ type: 'setRegion' }, 'no region'));
  const sides = ['left', 'top', 'width', 'height'] as const;
  const change = (): void => {
    const [left, top, width, height] = fields.map(({ valueAsNumber }) =>
      Number.isNaN(valueAsNumber) ? 0 : Math.round(valueAsNumber),
    );
    if (width > 0 && height > 0) editing.change({ type: 'setRegion', region: { left, top, width, height } }, 'region set');
  };
  const fields = sides.map((side) =>
    h('input', {
      type: 'number',
      min: 0,
      step: 1,
      'aria-label': `Region, ${side} in pixels`,
      title: side,
      placeholder: side,
      change,
    }),
  );
  let shown: LabelRegion | undefined;
  return {
    nodes: [h('div', 'fs-row', draw, clear, h('span', 'fs-numbers', ...fields))],
    update: () => {
      press(draw, stage.isDrawing);
      const { region } = editing.store.labels;
      clear.hidden = region === undefined;
      if (region === shown) return;
      shown = region;
      for (const [i, field] of fields.entries()) field.value = region ? String(region[sides[i]]) : '';
    },
  };
}

/** How late the person taps. */
export function reactionField(editing: Editing): ControlRow {
  const input = h('input', {
    type: 'number',
    min: 0,
    max: 2000,
    step: 10,
    value: 0,
    input: () => {
      editing.reactionDelay = clamp(input.valueAsNumber || 0, 0, 2000);
    },
  });
  const title = 'Taken off each tap while playing: at 10 fps, 200 ms are two frames';
  return { nodes: [h('label', { class: 'fs-field', title }, 'Reaction delay', input, 'ms')], update: () => {} };
}

/** Another annotator's labels over one's own: agreement, and merging. */
export function comparePanel(editing: Editing): ControlRow {
  const words = h('p', 'fs-muted');
  const merge = (unmatched: 'keep' | 'leave out'): void => {
    if (!editing.other) return;
    const labels = mergeLabels(editing.store.labels, editing.other.labels, { unmatched });
    if (editing.change({ type: 'replace', labels }, 'merged')) editing.other = undefined;
  };
  const row = h(
    'div',
    'fs-row',
    textButton('Merge, keep all', 'Pairs meet in the middle; what only one has set is kept', () => merge('keep')),
    textButton('Merge, only what both have', 'Pairs meet in the middle; what only one has set is left out', () =>
      merge('leave out'),
    ),
    textButton('Close', 'Take the other labels away', () => {
      editing.other = undefined;
    }),
  );
  const box = h('div', { class: 'fs-compare', hidden: true }, words, row);
  return {
    nodes: [box],
    update: () => {
      box.hidden = editing.other === undefined;
      if (editing.other) words.textContent = agreementSentence(editing, editing.other);
    },
  };
}

function agreementSentence({ store, frames }: Editing, { name, labels }: OtherLabels): string {
  const own = store.labels.events.map(({ frame }) => frame);
  const other = labels.events.map(({ frame }) => frame);
  const frameCount = Math.max(frames.frameCount, (own.at(-1) ?? 0) + 1, (other.at(-1) ?? 0) + 1);
  const { pairs, onlyFirst, onlySecond, kappa } = annotatorAgreement(own, other, { frameCount });
  const agreement = kappa === undefined ? '' : ` Cohen’s kappa ${kappa.toFixed(3)}.`;
  return `${name}: ${plural(pairs.length, 'event')} in common within ±2 frames, ${onlyFirst.length} only here, ${onlySecond.length} only there.${agreement}`;
}

/** What becomes of labels that were opened from a file. */
export function openedPanel(editing: Editing): ControlRow & { offer(opened: OtherLabels): void } {
  let opened: OtherLabels | undefined;
  const words = h('p', {});
  const take = (use: (labels: OtherLabels) => void) => (): void => {
    const labels = opened;
    opened = undefined;
    if (labels) use(labels);
    editing.tell();
  };
  const row = h(
    'div',
    'fs-row',
    textButton(
      'Correct them',
      "As a model's predictions, to be checked one by one",
      take(({ labels }) => {
        const withThem = withPredictions(editing.store.labels, labels.events);
        if (editing.change({ type: 'replace', labels: withThem }, 'predictions put in')) editing.toUncertain();
      }),
    ),
    textButton(
      'Compare',
      'As another annotator’s, laid over these',
      take((labels) => (editing.other = labels)),
    ),
    textButton(
      'Take instead',
      'In place of these; undo brings them back',
      take(({ labels }) => {
        editing.change({ type: 'replace', labels }, 'labels replaced');
      }),
    ),
    textButton(
      'Close',
      'Leave everything as it is',
      take(() => {}),
    ),
  );
  const box = h('div', { class: 'fs-compare', hidden: true, role: 'group', 'aria-label': 'Opened labels' }, words, row);
  return {
    nodes: [box],
    offer: (labels) => {
      opened = labels;
      editing.tell();
      row.querySelector('button')?.focus();
    },
    update: () => {
      box.hidden = opened === undefined;
      if (!opened) return;
      const { events, ranges } = opened.labels;
      const also = ranges.length > 0 ? ` and ${plural(ranges.length, 'range')}` : '';
      words.textContent = `${opened.name} holds ${plural(events.length, 'event')}${also}. What are they?`;
    },
  };
}
