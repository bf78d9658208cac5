import { withPredictions } from '../../../lib/data/labels/predictions.js';
import { type LabelRegion, NO_LABELS, type RangeLabel, type VideoLabels } from '../../../lib/data/labels/video-labels.js';
import { annotatorAgreement, mergeLabels } from '../../../lib/evaluation/annotator-agreement.js';
import { clamp } from '../../drawing/clamp.js';
import { plural } from '../../drawing/format.js';
import { h, press } from '../dom.js';
import { type CommandButton, classField, textButton } from './controls.js';
import type { Editing, OtherLabels } from './editing.js';
import type { Stage } from './stage.js';

/** Classes and ranges. */
export function rangePanel(editing: Editing, command: CommandButton): HTMLElement {
  const toggle = command('r', '');
  const list = h('ul', 'fs-ranges');
  let listed: readonly RangeLabel[] | undefined;
  editing.onChange(() => {
    const { rangeStart, labels } = editing;
    toggle.textContent = rangeStart === undefined ? 'Begin a range' : `End the range begun at ${rangeStart}`;
    if (labels.ranges === listed) return;
    listed = labels.ranges;
    list.replaceChildren(...listed.map((range) => rangeItem(range, editing)));
  });
  return h('div', {}, h('div', 'fs-row', classField(editing), toggle), list);
}

function rangeItem({ class: name, start, end }: RangeLabel, editing: Editing): HTMLElement {
  const remove = textButton('×', `Delete ${name} from frame ${start}`, () => {
    editing.change({ type: 'removeRange', class: name, start }, `${name} deleted`);
  });
  remove.ariaLabel = remove.title;
  const visit = textButton(`${name}: ${start} – ${end}`, `Go to frame ${start}`, () => editing.goTo(start));
  return h('li', {}, visit, remove);
}

const SIDES = ['left', 'top', 'width', 'height'] as const;

/** The region that picks one athlete: drawn over the picture, or in numbers. */
export function regionPanel(editing: Editing, stage: Stage): HTMLElement {
  const draw = textButton('Draw a region', 'By dragging over the picture', () => {
    stage.isDrawing = !stage.isDrawing;
  });
  const clear = textButton('No region', 'Take the region away', () => {
    editing.change({ type: 'setRegion' }, 'no region');
  });
  const change = (): void => {
    const [left, top, width, height] = fields.map((field) => Math.round(field.valueAsNumber || 0));
    if (width > 0 && height > 0) editing.change({ type: 'setRegion', region: { left, top, width, height } }, 'region set');
  };
  const fields = SIDES.map((side) =>
    h('input', { type: 'number', min: 0, 'aria-label': `Region, ${side} in pixels`, title: side, placeholder: side, change }),
  );
  let shown: LabelRegion | undefined;
  editing.onChange(() => {
    press(draw, stage.isDrawing);
    const { region } = editing.labels;
    clear.hidden = !region;
    if (region === shown) return;
    shown = region;
    fields.forEach((field, i) => {
      field.value = region ? String(region[SIDES[i]]) : '';
    });
  });
  return h('div', 'fs-row', draw, clear, ...fields);
}

/** How late the person taps. */
export function reactionField(editing: Editing): HTMLElement {
  const input = h('input', {
    ...{ type: 'number', min: 0, max: 2000, step: 10, value: 0 },
    input: () => {
      editing.reactionDelay = clamp(input.valueAsNumber || 0, 0, 2000);
    },
  });
  const title = 'Taken off each tap while playing: at 10 fps, 200 ms are two frames';
  return h('label', { class: 'fs-field', title }, 'Reaction delay', input, 'ms');
}

/** Another annotator's labels over one's own: agreement, and merging. */
export function comparePanel(editing: Editing): HTMLElement {
  const merge = (words: string, unmatched: 'keep' | 'leave out'): HTMLElement =>
    textButton(words, `Pairs meet in the middle; what only one has set is ${unmatched === 'keep' ? 'kept' : 'left out'}`, () => {
      const { labels = NO_LABELS } = editing.other ?? {};
      const merged = mergeLabels(editing.labels, labels, { unmatched });
      if (editing.change({ type: 'replace', labels: merged }, 'merged')) editing.other = undefined;
    });
  const close = textButton('Close', 'Take the other labels away', () => {
    editing.other = undefined;
  });
  const words = h('p');
  const buttons = [merge('Merge, keep all', 'keep'), merge('Merge, only what both have', 'leave out'), close];
  const box = h('div', 'fs-compare', words, h('div', 'fs-row', ...buttons));
  editing.onChange(() => {
    box.hidden = !editing.other;
    if (editing.other) words.textContent = agreementSentence(editing, editing.other);
  });
  return box;
}

function agreementSentence({ labels: own, frames }: Editing, { name, labels }: OtherLabels): string {
  const [first, second] = [own, labels].map(({ events }) => events.map(({ frame }) => frame));
  const frameCount = Math.max(frames.frameCount, ...[first, second].map((frames) => (frames.at(-1) ?? 0) + 1));
  const { pairs, onlyFirst, onlySecond, kappa } = annotatorAgreement(first, second, { frameCount });
  const agreement = kappa === undefined ? '' : ` Cohen’s kappa ${kappa.toFixed(3)}.`;
  return `${name}: ${plural(pairs.length, 'event')} in common within ±2 frames, ${onlyFirst.length} only here, ${onlySecond.length} only there.${agreement}`;
}

/** Asks what becomes of labels that were opened from a file. */
export function openedPanel(editing: Editing, { name, labels }: OtherLabels): HTMLElement {
  const choice = (words: string, title: string, use: () => void): HTMLElement =>
    textButton(words, title, () => {
      box.remove();
      use();
    });
  const replace = (labels: VideoLabels, message: string): boolean => editing.change({ type: 'replace', labels }, message);
  const { events, ranges } = labels;
  const also = ranges.length > 0 ? ` and ${plural(ranges.length, 'range')}` : '';
  const box = h(
    'div',
    { class: 'fs-compare', role: 'group', 'aria-label': 'Opened labels' },
    h('p', {}, `${name} holds ${plural(events.length, 'event')}${also}. What are they?`),
    h(
      'div',
      'fs-row',
      choice('Correct them', "As a model's predictions, to be checked one by one", () => {
        if (replace(withPredictions(editing.labels, events), 'predictions put in')) editing.toUncertain();
      }),
      choice('Compare', 'As another annotator’s, laid over these', () => {
        editing.other = { name, labels };
      }),
      choice('Take instead', 'In place of these; undo brings them back', () => replace(labels, 'labels replaced')),
      choice('Close', 'Leave everything as it is', () => {}),
    ),
  );
  return box;
}
