import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { changedFrame } from '../../../src/lib/data/labels/changed-frame.js';
import type { LabelEdit } from '../../../src/lib/data/labels/label-edits.js';
import { act, type LabelAction, openSession, replay } from '../../../src/lib/data/labels/label-session.js';
import { nextUncertain } from '../../../src/lib/data/labels/least-certain.js';
import { withPredictions } from '../../../src/lib/data/labels/predictions.js';
import { tappedFrame } from '../../../src/lib/data/labels/tapped-frame.js';
import { type EventLabel, NO_LABELS, type VideoLabels } from '../../../src/lib/data/labels/video-labels.js';

const tap = (frame: number): LabelEdit => ({ type: 'add', event: { frame, time: frame / 30, source: 'person' } });
const range = (name: string, start: number, end: number): LabelEdit => ({
  type: 'addRange',
  range: { class: name, start, end, source: 'person' },
});
const framesOf = ({ events }: VideoLabels): number[] => events.map(({ frame }) => frame);

/** Actions on a short video, most of which can be made. */
const action = (): fc.Arbitrary<LabelAction> => {
  const frame = fc.integer({ min: 0, max: 12 });
  return fc.oneof(
    frame.map(tap),
    frame.map((at): LabelAction => ({ type: 'remove', frame: at })),
    fc.tuple(frame, frame).map(([from, to]): LabelAction => ({ type: 'move', from, to })),
    fc.tuple(fc.constantFrom('left', 'right'), frame, frame).map(([name, a, b]) => range(name, Math.min(a, b), Math.max(a, b))),
    frame.map((left): LabelAction => ({ type: 'setRegion', region: { left, top: 0, width: 5, height: 5 } })),
    fc.constant<LabelAction>({ type: 'undo' }),
    fc.constant<LabelAction>({ type: 'redo' }),
  );
};

describe('labels being edited', () => {
  property.prop([fc.array(action(), { maxLength: 60 })])(
    'are ascending with one event a frame, whatever is done, and undoing everything gives what was there first',
    (actions) => {
      let session = openSession(NO_LABELS);
      for (const next of actions) {
        try {
          session = act(session, next);
        } catch {
          // refused in words; the session stays as it was
        }
        const frames = framesOf(session.labels);
        expect(frames).toEqual([...new Set(frames)].sort((a, b) => a - b));
        for (const name of ['left', 'right']) {
          const own = session.labels.ranges.filter((label) => label.class === name);
          for (let i = 1; i < own.length; i++) expect(own[i].start).toBeGreaterThan(own[i - 1].end + 1);
        }
      }
      const last = session.labels;
      const steps = session.past.length;
      for (let i = 0; i < steps; i++) session = act(session, { type: 'undo' });
      expect(session.labels).toEqual(NO_LABELS);
      for (let i = 0; i < steps; i++) session = act(session, { type: 'redo' });
      expect(session.labels).toEqual(last);
    },
  );

  test('the same actions give the same session, undo and all', () => {
    const actions: LabelAction[] = [
      tap(4),
      tap(9),
      { type: 'undo' },
      tap(11),
      { type: 'move', from: 4, to: 5 },
      { type: 'undo' },
    ];
    const session = replay(NO_LABELS, actions);
    expect(framesOf(session.labels)).toEqual([4, 11]);
    expect(session).toEqual(replay(NO_LABELS, actions));
    expect(framesOf(act(session, { type: 'redo' }).labels)).toEqual([5, 11]);
  });

  test('J13: a second event on a frame is refused in words, by a tap as by a move', () => {
    const labels = replay(NO_LABELS, [tap(4), tap(9)]);
    expect(() => act(labels, tap(9))).toThrow('frame 9 has an event already. Two events cannot lie on one frame: move or delete');
    expect(() => act(labels, { type: 'move', from: 4, to: 9 })).toThrow('frame 9 has an event already');
    expect(() => act(labels, { type: 'remove', frame: 5 })).toThrow('no event lies on this frame. Received: 5');
    expect(() => act(labels, tap(-1))).toThrow('the frame of an event must be a frame index. Received: -1');
    expect(() => act(labels, range('', 1, 2))).toThrow('a class name must be a text of 1 to 100 characters in one line');
    expect(() => act(labels, range('a', 2, 1))).toThrow('a range ends no earlier than it starts');
  });

  test('ranges of one class that overlap or touch become one; those of others may overlap', () => {
    const { labels } = replay(NO_LABELS, [range('run', 5, 9), range('run', 20, 30), range('leap', 8, 22), range('run', 10, 12)]);
    expect(labels.ranges.map(({ class: name, start, end }) => [name, start, end])).toEqual([
      ['run', 5, 12],
      ['leap', 8, 22],
      ['run', 20, 30],
    ]);
    const { labels: fewer } = act(openSession(labels), { type: 'removeRange', class: 'run', start: 5 });
    expect(fewer.ranges).toHaveLength(2);
  });
});

describe("a model's predictions", () => {
  const predictions: EventLabel[] = [
    { frame: 4, source: 'model', confidence: 0.9 },
    { frame: 9, source: 'model', confidence: 0.52, class: 'left' },
    { frame: 15, source: 'model', confidence: 0.7 },
  ];

  test('become labels for correction, and leave alone what a person has labelled', () => {
    const labels = withPredictions(replay(NO_LABELS, [tap(4)]).labels, predictions);
    expect(labels.events.map(({ frame, source }) => [frame, source])).toEqual([
      [4, 'person'],
      [9, 'model'],
      [15, 'model'],
    ]);
  });

  test('are left out within two frames of a label, one for each label', () => {
    const frames = (labelled: number[], predicted: number[]): number[] => {
      const labels = { ...NO_LABELS, events: labelled.map((frame) => ({ frame, source: 'person' as const })) };
      const { events } = withPredictions(
        labels,
        predicted.map((frame) => ({ frame, source: 'model' })),
      );
      return events.filter(({ source }) => source === 'model').map(({ frame }) => frame);
    };
    expect(frames([30], [29])).toEqual([]);
    expect(frames([30], [33])).toEqual([33]);
    expect(frames([30], [28, 31])).toEqual([31]);
    expect(frames([30, 34], [30, 32, 36])).toEqual([36]);
    expect(frames([10, 30], [1, 30, 32])).toEqual([1, 32]);
  });

  test('a tap on one confirms it, and moving one makes it the person’s, its confidence kept', () => {
    const begun = openSession(withPredictions(NO_LABELS, predictions));
    const { labels } = [tap(9), { type: 'move', from: 15, to: 16, time: 0.5 } as const].reduce(act, begun);
    expect(labels.events.slice(1)).toEqual([
      { frame: 9, time: 0.3, source: 'person', confidence: 0.52, class: 'left' },
      { frame: 16, time: 0.5, source: 'person', confidence: 0.7 },
    ]);
  });

  test('are gone through from the least certain on, until a person has seen to all', () => {
    expect(nextUncertain(predictions, 0)).toBe(9);
    expect(nextUncertain(predictions, 9)).toBe(15);
    expect(nextUncertain(predictions, 15)).toBe(4);
    expect(nextUncertain(predictions, 4)).toBe(9);
    expect(nextUncertain([{ frame: 3, source: 'person' }], 3)).toBeUndefined();
  });
});

test('where labels differ is where something is new, else where something is gone', () => {
  const labels = replay(NO_LABELS, [tap(4), tap(9)]).labels;
  const after = (action: LabelAction): number | undefined => changedFrame(labels, act(openSession(labels), action).labels);
  expect(after(tap(7))).toBe(7);
  expect(after({ type: 'remove', frame: 9 })).toBe(9);
  expect(after({ type: 'move', from: 4, to: 5 })).toBe(5);
  expect(after({ type: 'classify', frame: 9, class: 'left' })).toBe(9);
  expect(after({ type: 'addRange', range: { class: 'run', start: 12, end: 20, source: 'person' } })).toBe(12);
  expect(after({ type: 'setRegion', region: { left: 0, top: 0, width: 9, height: 9 } })).toBeUndefined();
});

test('J13: a reaction delay is taken off taps while playing, in frames of the speed played, and never off a still frame', () => {
  const playing = { shown: 20, isPlaying: true, fps: 10, reactionDelay: 200 };
  expect(tappedFrame(playing)).toBe(18);
  expect(tappedFrame({ ...playing, fps: 30 })).toBe(14);
  expect(tappedFrame({ ...playing, shown: 1 })).toBe(0);
  expect(tappedFrame({ ...playing, isPlaying: false })).toBe(20);
});
