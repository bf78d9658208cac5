import { h, heading, iconButton } from '../dom.js';
import type { Commands } from './commands.js';

/** A window that lists the keys. */
export function helpDialog(commands: Commands): HTMLDialogElement {
  const rows = [...new Set(commands.values())].map(({ shown, what }) =>
    h('div', {}, h('dt', {}, h('kbd', {}, shown)), h('dd', {}, what)),
  );
  const close = iconButton('close', 'Close', () => dialog.close());
  const words = h(
    'p',
    'fs-muted',
    'Press Space to play, S at each event, and correct afterwards: [ and ] go from event to event, comma and full stop move one by a frame.',
  );
  const attributes = { class: 'fs fs-dialog fs-help', 'aria-label': 'Keys' };
  const dialog = h('dialog', attributes, heading('Keys', close), words, h('dl', {}, ...rows));
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}
