/** Where an element has this attribute, JupyterLab's shortcuts leave its keys alone: without it, arrow keys move between cells. */
export const OWN_KEYS = 'data-lm-suppress-shortcuts';

/**
 * Leaves Shift+Enter and its like to the notebook, also where an element keeps its keys for itself: they run the cell, wherever in
 * it the focus is. Heard at the window, before the notebook hears anything.
 */
export function leaveRunKeys(): void {
  addEventListener('keydown', passOn, true); // adding it again changes nothing
}

function passOn({ key, shiftKey, ctrlKey, altKey, metaKey, target }: KeyboardEvent): void {
  if (key !== 'Enter' || !(shiftKey || ctrlKey || altKey || metaKey)) return;
  const owner = (target as Element).closest(`[${OWN_KEYS}]`);
  owner?.removeAttribute(OWN_KEYS);
  setTimeout(() => owner?.setAttribute(OWN_KEYS, 'true'));
}
