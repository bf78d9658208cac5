/** The narrowest that is drawn for, in pixels: a notebook may lay out a figure in no room at all while it moves its cells. */
const LEAST = 120;

/** Calls `draw` with an element's width in whole pixels: once it has one, and whenever it changes. Gives a function that stops it. */
export function onWidth(element: HTMLElement, draw: (width: number) => void): () => void {
  let last = 0;
  const measure = (): void => {
    const width = Math.floor(element.clientWidth);
    if (width === 0 || width === last) return;
    last = width;
    draw(Math.max(LEAST, width));
  };
  const observer = new ResizeObserver(measure);
  observer.observe(element);
  return () => observer.disconnect();
}
