import { h, iconButton } from '../dom.js';
import type { KeyAction } from './keys.js';

/** A window that lists the keys. */
export function helpDialog(actions: readonly KeyAction[]): HTMLDialogElement {
  const rows = actions.map(({ shown, what }) => h('div', {}, h('dt', {}, h('kbd', {}, shown)), h('dd', {}, what)));
  const close = iconButton('close', 'Close', () => dialog.close());
  const head = h('div', 'fs-head', h('p', 'fs-title', 'Keys'), close);
  const words = h(
    'p',
    'fs-muted',
    'Press Space to play, S at each event, and correct afterwards: [ and ] go from event to event, comma and full stop move one by a frame.',
  );
  const dialog = h('dialog', { class: 'fs fs-dialog fs-help', 'aria-label': 'Keys' }, head, words, h('dl', {}, ...rows));
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}
