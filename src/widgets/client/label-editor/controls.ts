import { classesOf } from '../../../lib/data/labels/video-labels.js';
import { formatPosition, plural } from '../../drawing/format.js';
import { h, iconButton, setIcon, surfaceOf } from '../dom.js';
import { positionRange, setPosition } from '../transport.js';
import type { Commands } from './commands.js';
import type { Editing } from './editing.js';

const SPEEDS = [1, 2, 5, 10, 15, 20, 30, 60];

/** A button with words, and what it does. */
export function textButton(words: string, title: string, onClick: () => void): HTMLButtonElement {
  return h('button', { title, click: onClick }, words);
}

/** Makes a button for the command of a key; its title tells both. */
export type CommandButton = (key: string, words: string) => HTMLButtonElement;

/** Buttons for commands. */
export function commandButtons(commands: Commands): CommandButton {
  return (key, words) => {
    const { what = '', shown = '', run = () => {} } = commands.get(key) ?? {};
    return textButton(words, `${what[0].toUpperCase()}${what.slice(1)} (${shown})`, run);
  };
}

/** All labels of the video on one line, over the slider: where many are it is dense, like a waveform. */
function overview(editing: Editing): HTMLElement {
  const canvas = h('canvas', { class: 'fs-overview', 'aria-hidden': 'true', width: 1600, height: 28 });
  const surface = surfaceOf(canvas);
  let drawn: readonly unknown[] = [];
  editing.onChange(() => {
    const { events, ranges } = editing.labels;
    const { color } = getComputedStyle(canvas);
    const shown = [events, ranges, editing.frames.frameCount, color, canvas.clientWidth];
    if (shown.every((part, i) => part === drawn[i])) return;
    drawn = shown;
    const { width } = canvas;
    const x = (frame: number): number => (frame / Math.max(1, editing.frames.frameCount - 1)) * width;
    surface.clearRect(0, 0, width, 28);
    surface.fillStyle = color;
    const mark = (1.5 * width) / Math.max(1, canvas.clientWidth);
    surface.globalAlpha = 0.25;
    for (const { start, end } of ranges) surface.fillRect(x(start), 18, Math.max(2, x(end) - x(start)), 10);
    surface.globalAlpha = 0.7;
    for (const { frame } of events) surface.fillRect(x(frame) - mark / 2, 0, mark, 16);
  });
  return canvas;
}

/** Where in the video one is, and moving through it. */
export function transportRow(editing: Editing, title: string, command: CommandButton): HTMLElement {
  const { player, frames } = editing;
  const range = positionRange(`Frame of ${title}`, Math.max(2, frames.frameCount), (frame) => editing.goTo(frame));
  const play = iconButton('play', 'Play (Space)', () => player.toggle(), 'fs-main');
  const place = h('span', 'fs-place');
  const count = h('span', 'fs-muted');
  const speeds = [...new Set([...SPEEDS, player.fps])].sort((a, b) => a - b);
  const label = 'Frames a second';
  const speed = h(
    'select',
    { 'aria-label': label, title: label, change: () => (player.fps = Number(speed.value)) },
    ...speeds.map((fps) => h('option', { value: fps, selected: fps === player.fps }, `${fps} fps`)),
  );
  editing.onChange(() => {
    const { frame } = editing;
    const last = frames.frameCount - 1;
    const time = frames.time(frame);
    place.textContent = time === undefined ? '' : formatPosition(time);
    count.textContent = `frame ${frame} / ${last}`;
    range.max = String(Math.max(1, last));
    setPosition(range, frame, `frame ${frame}, ${place.textContent}`);
    setIcon(play, player.isPlaying ? 'pause' : 'play');
    play.setAttribute('aria-label', player.isPlaying ? 'Pause (Space)' : 'Play (Space)');
  });
  const steps = [
    ['shift+arrowleft', '−10'],
    ['arrowleft', '−1'],
    ['arrowright', '+1'],
    ['shift+arrowright', '+10'],
  ].map(([key, words]) => command(key, words));
  return h(
    'div',
    'fs-all',
    overview(editing),
    range,
    h('div', 'fs-row fs-transport', play, ...steps, speed, h('span', 'fs-where', place, count)),
  );
}

/** Setting, correcting and going through events. */
export function labelRow(editing: Editing, command: CommandButton): HTMLElement {
  const tap = command('s', 'Event now');
  tap.className = 'fs-tap';
  tap.append(h('kbd', {}, 'S'));
  const needing = [command(',', '‹ earlier'), command('.', 'later ›'), command('backspace', 'Delete')];
  const undo = command('ctrl+z', 'Undo');
  const redo = command('ctrl+y', 'Redo');
  const uncertain = command('u', 'Least certain');
  const confirm = command('c', 'It is right');
  const count = h('span', 'fs-events');
  editing.onChange(() => {
    const { past, future } = editing.store.session;
    const left = editing.events.filter(({ source }) => source === 'model').length;
    count.textContent = `${plural(editing.events.length, 'event')}${left > 0 ? `, ${left} to check` : ''}`;
    for (const button of needing) setDisabled(button, !editing.selected);
    setDisabled(undo, past.length === 0);
    setDisabled(redo, future.length === 0);
    uncertain.hidden = left === 0;
    confirm.hidden = editing.selected?.source !== 'model';
  });
  const previous = iconButton('previous', 'Previous event ([)', () => editing.toEvent(-1));
  const next = iconButton('next', 'Next event (])', () => editing.toEvent(1));
  return h('div', 'fs-row', tap, count, previous, next, ...needing, undo, redo, uncertain, confirm);
}

/** The class that events and ranges get. */
export function classField(editing: Editing): HTMLElement {
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
  editing.onChange(() => {
    const known = classesOf(editing.labels);
    if (list.childElementCount !== known.length) list.replaceChildren(...known.map((name) => h('option', { value: name })));
    if (document.activeElement !== input) input.value = editing.className;
  });
  return h('label', 'fs-field', 'Class', input, list);
}

/** Buttons that can do nothing stay where they are and in the order of the Tab key. */
function setDisabled(button: HTMLButtonElement, is: boolean): void {
  button.setAttribute('aria-disabled', String(is));
}
