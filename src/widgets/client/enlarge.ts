import { h, iconButton } from './dom.js';
import { fitTo } from './fit.js';

/** What is shown large. */
export interface Enlargement {
  readonly title: string;
  readonly content: readonly Node[];
  /** Keys that do something while it is open. */
  readonly keys?: Readonly<Record<string, () => void>>;
  readonly onClose: () => void;
}

/** The picture in such a dialog, as large as fits; small ones in squares. */
export function largeCanvas(width: number, height: number, label: string): HTMLCanvasElement {
  const sharpness = width < 100 ? 'fs-sharp' : 'fs-soft';
  const canvas = h('canvas', { width, height, class: `fs-large ${sharpness}`, role: 'img', 'aria-label': label });
  fitTo(canvas, width, height, 588, 0.6 * innerHeight);
  return canvas;
}

const STYLE_CLASS = 'fs-dialog';

/** Opens a dialog over the page; Escape, its button and a click beside it close it, and the focus returns. Gives its closer. */
export function enlarge(
  root: HTMLElement,
  { title, content, keys = {}, onClose }: Enlargement,
): { setTitle(title: string): void } {
  const heading = h('p', 'fs-title', title);
  const head = h(
    'div',
    'fs-head',
    heading,
    iconButton('close', 'Close', () => dialog.close()),
  );
  const dialog = h('dialog', { class: STYLE_CLASS, 'aria-label': title }, head, ...content);
  const before = document.activeElement;
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('keydown', (event) => {
    event.stopPropagation();
    const action = keys[event.key];
    const isOwn =
      (event.target instanceof HTMLButtonElement && event.key === ' ') ||
      (event.target instanceof HTMLInputElement && event.key !== ' ');
    if (!action || isOwn) return;
    event.preventDefault();
    action();
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    onClose();
    if (before instanceof HTMLElement) before.focus();
  });
  root.append(dialog);
  dialog.showModal();
  return {
    setTitle: (words) => {
      heading.textContent = words;
      dialog.setAttribute('aria-label', words);
    },
  };
}
