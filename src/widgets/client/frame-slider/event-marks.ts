import { clamp } from '../../drawing/clamp.js';
import { plural } from '../../drawing/format.js';
import { nearest } from '../../drawing/nearest.js';
import { h } from '../dom.js';

/** Events over a slider. */
export interface EventMarks {
  readonly node: HTMLElement;
  /** Shows where the slider stands. */
  update(frame: number): void;
}

/** Marks of events over the slider, on its scale; a click goes to the nearest event, or to the frame where none is near. */
export function eventMarks(name: string, events: readonly number[], last: number, goTo: (frame: number) => void): EventMarks {
  const on = h('i');
  const head = h('b');
  const click = (event: Event): void => {
    const { left, width } = strip.getBoundingClientRect();
    const frame = (((event as MouseEvent).clientX - left) * last) / width;
    const near = nearest(events, frame) ?? 0;
    goTo(Math.abs(near - frame) * width <= 8 * last ? near : clamp(Math.round(frame), 0, last));
  };
  const label = `${name} ${plural(events.length, 'event')}`.trim();
  const strip = h('div', { class: 'fs-marks', role: 'img', 'aria-label': label, click }, h('small', {}, name), on, head);
  // One path, however many there are.
  const path = `<path d="${events.map((frame) => `M${frame} 0v1`).join('')}" vector-effect="non-scaling-stroke"/>`;
  strip.insertAdjacentHTML('afterbegin', `<svg viewBox="0 0 ${last || 1} 1" preserveAspectRatio="none">${path}</svg>`);
  return {
    node: strip,
    update: (frame) => {
      head.style.left = on.style.left = `${(frame / (last || 1)) * 100}%`;
      on.hidden = !events.includes(frame);
    },
  };
}
