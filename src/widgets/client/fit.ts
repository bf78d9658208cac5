/** Pixels below which no side is drawn: a picture of one row or column can still be seen, and is drawn thicker than it is. */
const LEAST_SIDE = 24;

/** Gives an element the shape of a picture, as large as fits into `most` pixels and into the page. */
export function fitTo(element: HTMLElement, width: number, height: number, mostWidth: number, mostHeight: number): void {
  const scale = Math.min(mostWidth / width, mostHeight / height);
  const [toWidth, toHeight] = [width, height].map((side) => Math.max(LEAST_SIDE, Math.round(side * scale)));
  Object.assign(element.style, {
    width: '100%',
    maxWidth: `${toWidth}px`,
    aspectRatio: `${toWidth}/${toHeight}`,
    height: 'auto',
  });
}
