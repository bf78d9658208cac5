/** Puts words into the line under the figure that `el` lies in, so that they follow what is shown. */
export function setCaption(el: HTMLElement, words: string): void {
  const caption = el.closest('figure')?.querySelector(':scope>figcaption');
  if (caption) caption.textContent = words;
}
