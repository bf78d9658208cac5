import { classesOf } from '../../../lib/data/labels/video-labels.js';
import { formatPosition, plural } from '../../drawing/format.js';
import { h, iconButton, setIcon, surfaceOf } from '../dom.js';
import { positionRange, setPosition } from '../transport.js';
import type { Editing } from './editing.js';

/** A row of controls, and what brings it up to date. */
export interface ControlRow {
  readonly nodes: readonly HTMLElement[];
  update(): void;
}

const SPEEDS = [1, 2, 5, 10, 15, 20, 30, 60];

/** A button with words, and what it does. */
export function textButton(words: string, title: string, onClick: () => void): HTMLButtonElement {
  return h('button', { title, click: onClick }, words);
}

/** All labels of the video on one line, over the slider: where many are it is dense, like a waveform. */
function overview(editing: Editing): { readonly node: HTMLElement; update(): void } {
  const canvas = h('canvas', { class: 'fs-overview', 'aria-hidden': 'true', width: 1600, height: 28 });
  const surface = surfaceOf(canvas);
  let drawn: unknown;
  const update = (): void => {
    const { labels } = editing.store;
    const { frameCount } = editing.frames;
    const color = getComputedStyle(canvas).color;
    const key = [labels, frameCount, color, canvas.clientWidth];
    if (Array.isArray(drawn) && drawn.every((part, i) => part === key[i])) return;
    drawn = key;
    const x = (frame: number): number => (frame / Math.max(1, frameCount - 1)) * canvas.width;
    surface.clearRect(0, 0, canvas.width, canvas.height);
    surface.fillStyle = color;
    const mark = (1.5 * canvas.width) / Math.max(1, canvas.clientWidth);
    surface.globalAlpha = 0.25;
    for (const { start, end } of labels.ranges) surface.fillRect(x(start), 18, Math.max(2, x(end) - x(start)), 10);
    surface.globalAlpha = 0.7;
    for (const { frame } of labels.events) surface.fillRect(x(frame) - mark / 2, 0, mark, 16);
  };
  return { node: canvas, update };
}

/** Where in the video one is, and moving through it. */
export function transportRow(editing: Editing, title: string): ControlRow {
  const { player, frames } = editing;
  const range = positionRange(`Frame of ${title}`, Math.max(2, frames.frameCount), (frame) => editing.goTo(frame));
  const all = overview(editing);
  const play = iconButton('play', 'Play (Space)', () => player.toggle(), 'fs-main');
  const place = h('span', 'fs-place');
  const count = h('span', 'fs-muted');
  const speeds = [...new Set([...SPEEDS, player.fps])].sort((a, b) => a - b);
  const speed = h(
    'select',
    {
      'aria-label': 'Frames a second',
      title: 'Frames a second',
      change: () => {
        player.fps = Number(speed.value);
      },
    },
    ...speeds.map((fps) => h('option', { value: fps, selected: fps === player.fps }, `${fps} fps`)),
  );
  const row = h(
    'div',
    'fs-row fs-transport',
    play,
    textButton('−10', 'Ten frames back (Shift ←)', () => editing.step(-10)),
    textButton('−1', 'One frame back (←)', () => editing.step(-1)),
    textButton('+1', 'One frame on (→)', () => editing.step(1)),
    textButton('+10', 'Ten frames on (Shift →)', () => editing.step(10)),
    speed,
    h('span', 'fs-where', place, count),
  );
  return {
    nodes: [h('div', 'fs-all', all.node, range), row],
    update: () => {
      const { frame } = editing;
      all.update();
      const time = frames.time(frame);
      place.textContent = time === undefined ? '' : formatPosition(time);
      count.textContent = `frame ${frame} / ${frames.frameCount - 1}`;
      range.max = String(Math.max(1, frames.frameCount - 1));
      setPosition(range, frame, `frame ${frame}${time === undefined ? '' : `, ${formatPosition(time)}`}`);
      setIcon(play, player.isPlaying ? 'pause' : 'play');
      play.setAttribute('aria-label', player.isPlaying ? 'Pause (Space)' : 'Play (Space)');
    },
  };
}

/** Setting, correcting and going through events. */
export function labelRow(editing: Editing): ControlRow {
  const tap = h('button', { class: 'fs-tap', title: 'An event happens now (S)', click: () => editing.tap() });
  tap.append('Event now', h('kbd', {}, 'S'));
  const undo = textButton('Undo', 'Undo (Ctrl Z)', () => editing.undo());
  const redo = textButton('Redo', 'Redo (Ctrl Y)', () => editing.redo());
  const remove = textButton('Delete', 'Delete the event (Backspace)', () => editing.remove());
  const earlier = textButton('‹ earlier', 'Event one frame earlier (,)', () => editing.nudge(-1));
  const later = textButton('later ›', 'Event one frame later (.)', () => editing.nudge(1));
  const previous = iconButton('previous', 'Previous event ([)', () => editing.toEvent(-1));
  const next = iconButton('next', 'Next event (])', () => editing.toEvent(1));
  const uncertain = textButton('Least certain', "The model's least certain event (U)", () => editing.toUncertain());
  const confirm = textButton('It is right', "The model's event is right (C)", () => editing.confirm());
  const count = h('span', 'fs-events');
  const row = h('div', 'fs-row', tap, count, previous, next, earlier, later, remove, undo, redo, uncertain, confirm);
  return {
    nodes: [row],
    update: () => {
      const { past, future } = editing.store.session;
      const left = editing.events.filter(({ source }) => source === 'model').length;
      count.textContent = `${plural(editing.events.length, 'event')}${left > 0 ? `, ${left} to check` : ''}`;
      const hasNone = editing.selected === undefined;
      for (const button of [earlier, later, remove]) setDisabled(button, hasNone);
      setDisabled(undo, past.length === 0);
      setDisabled(redo, future.length === 0);
      uncertain.hidden = left === 0;
      confirm.hidden = editing.selected?.source !== 'model';
    },
  };
}

/** The class that events and ranges get. */
export function classField(editing: Editing): ControlRow {
  const list = h('datalist', { id: `fs-classes-${Math.random().toString(36).slice(2)}` });
  const input = h('input', {
    type: 'text',
    maxlength: 100,
    list: list.id,
    placeholder: 'none',
    autocomplete: 'off',
    change: () => editing.chooseClass(input.value.trim()),
    keydown: (event) => {
      if ((event as KeyboardEvent).key === 'Enter') input.blur();
    },
  });
  return {
    nodes: [h('label', 'fs-field', 'Class', input), list],
    update: () => {
      const known = classesOf(editing.store.labels);
      if (list.childElementCount !== known.length) list.replaceChildren(...known.map((name) => h('option', { value: name })));
      if (document.activeElement !== input) input.value = editing.className;
    },
  };
}

/** Buttons that can do nothing stay where they are and in the order of the Tab key. */
function setDisabled(button: HTMLButtonElement, is: boolean): void {
  button.setAttribute('aria-disabled', String(is));
}
