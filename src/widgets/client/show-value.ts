import type { ShownValue } from '../interact-states.js';
import { h } from './dom.js';
import { REMOVE_EVENT, registry } from './registry.js';

/**
 * Puts a value into an element in place of what was there. HTML comes into a frame of its own in which no script runs, since
 * values may be a stranger's; figures are woken by the document's own scripts.
 */
export function showValue(place: HTMLElement, value: ShownValue): void {
  endFigures(place);
  // What is below must not jump while the next value finds its size.
  place.style.minHeight = `${place.offsetHeight}px`;
  setTimeout(() => {
    place.style.minHeight = '';
  }, 300);
  place.replaceChildren(nodeOf(value));
  if (value.type === 'figure') registry().mounts.get(value.kind)?.();
}

/** Ends the figures within an element that is about to go. */
export function endFigures(place: HTMLElement): void {
  for (const figure of place.querySelectorAll('figure')) figure.dispatchEvent(new Event(REMOVE_EVENT));
}

function nodeOf(value: ShownValue): HTMLElement {
  if (value.type === 'picture') return h('img', { src: value.source, alt: 'Result' });
  if (value.type === 'text') return h('pre', value.isError ? { role: 'alert' } : {}, value.text);
  if (value.type === 'figure') {
    const { kind, key, state, poster, alt, caption, links, file } = value;
    const data = { 'data-figure': kind, 'data-key': key, 'data-state': state, 'data-links': links };
    const words = h('figcaption', {}, caption, ...(file ? [' ', h('a', { href: `./${file.href}` }, file.words)] : []));
    const picture = h('img', { class: 'framescope-poster', src: poster, alt });
    return h('figure', { class: 'framescope-figure', ...data }, picture, words);
  }
  const frame = h('iframe', { title: 'Result', sandbox: 'allow-same-origin', srcdoc: value.html });
  frame.addEventListener('load', () => {
    const body = frame.contentDocument?.documentElement;
    frame.style.height = `${(body?.scrollHeight ?? 150) + 4}px`;
  });
  return frame;
}
