import { h, iconButton, press, setIcon } from './dom.js';
import type { Playback } from './playback.js';
import { OWN_KEYS } from './run-keys.js';

/** A figure's playing controls. */
export interface Transport {
  /** The play button. */
  readonly play: HTMLButtonElement;
  readonly speed: HTMLSelectElement;
  readonly loop: HTMLButtonElement;
  /** Makes the controls say what the playback does. */
  update(): void;
}

/** Speeds to choose from, times the true one. */
export const SPEEDS: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 4];

/** Play, speed and loop for a playback. */
export function transport(playback: Playback): Transport {
  const play = iconButton('play', 'Play', () => playback.toggle(), 'fs-main');
  const loop = iconButton('loop', 'Loop', () => {
    playback.isLooping = !playback.isLooping;
  });
  const speed = h(
    'select',
    { 'aria-label': 'Speed', title: 'Speed', change: () => (playback.speed = Number(speed.value)) },
    ...SPEEDS.map((factor) => h('option', { value: factor, selected: factor === 1 }, `${factor}×`)),
  );
  const update = (): void => {
    setIcon(play, playback.isPlaying ? 'pause' : 'play');
    const label = playback.isPlaying ? 'Pause' : 'Play';
    play.setAttribute('aria-label', label);
    play.title = `${label} (Space)`;
    press(loop, playback.isLooping);
  };
  update();
  return { play, speed, loop, update };
}

/** A range input over `count` positions whose filled part follows the value. */
export function positionRange(label: string, count: number, onInput: (position: number) => void): HTMLInputElement {
  const input = h('input', {
    type: 'range',
    min: 0,
    max: Math.max(0, count - 1),
    step: 1,
    value: 0,
    'aria-label': label,
    // Arrow keys are the slider's, also in JupyterLab's command mode.
    [OWN_KEYS]: 'true',
    disabled: count < 2,
    input: () => onInput(input.valueAsNumber),
  });
  return input;
}

/** Moves a range to a position, with words for those who do not see it. */
export function setPosition(input: HTMLInputElement, position: number, words: string): void {
  input.value = String(position);
  const max = Number(input.max);
  input.style.setProperty('--fs-done', `${max > 0 ? (position / max) * 100 : 0}%`);
  input.setAttribute('aria-valuetext', words);
}

/** What keys move through. */
export interface KeyedPositions {
  /** Where they begin from. Default: where the playback is. */
  readonly at?: () => number;
  /** Default: the playback's last position. */
  readonly last?: number;
  /** Default: the playback goes there. */
  readonly goTo?: (position: number) => void;
}

/**
 * Keys that move through positions and play them, wherever in the figure the focus is; controls with keys of their own
 * (`data-own-keys`) keep them. `more` are others, by `KeyboardEvent.key`, or as
 * 'Shift+ArrowLeft'.
 */
export function positionKeys(
  root: HTMLElement,
  playback: Playback,
  { at = () => playback.position, last = playback.length - 1, goTo = (position) => playback.seek(position) }: KeyedPositions = {},
  more: Readonly<Record<string, () => void>> = {},
): void {
  const on = (): void => goTo(at() + 1);
  const back = (): void => goTo(at() - 1);
  const actions: Readonly<Record<string, () => void>> = {
    ...{ ArrowRight: on, ArrowUp: on, ArrowLeft: back, ArrowDown: back },
    Home: () => goTo(0),
    End: () => goTo(last),
    ' ': () => playback.toggle(),
    ...more,
  };
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const action = (event.shiftKey && actions[`Shift+${event.key}`]) || actions[event.key];
    if (!action || target.tagName === 'SELECT' || target.closest('dialog, [role=slider], [data-own-keys]') !== null) return;
    if (event.key === ' ' && target.tagName === 'BUTTON') return;
    event.preventDefault();
    action();
  });
}
