/** Where an element has this attribute, JupyterLab's shortcuts leave its keys alone: without it, arrow keys move between cells. */
const OWN_KEYS = 'data-lm-suppress-shortcuts';

/**
 * Leaves Shift+Enter and its like to the notebook, also where an element keeps its keys for itself: they run the cell, wherever in
 * it the focus is. Heard at the window, before the notebook hears anything.
 */
export function leaveRunKeys(): void {
  window.addEventListener('keydown', passOn, true); // adding it again changes nothing
}

function passOn(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey)) return;
  const owner = (event.target as Element).closest?.(`[${OWN_KEYS}]`);
  if (!owner) return;
  owner.removeAttribute(OWN_KEYS);
  setTimeout(() => owner.setAttribute(OWN_KEYS, 'true'));
}
