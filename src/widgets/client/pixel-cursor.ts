import { clamp } from '../drawing/clamp.js';
import { h } from './dom.js';
import { OWN_KEYS } from './run-keys.js';
import { installStyle } from './theme.js';

const STYLE = `
.fs-pixels{position:relative;margin:0 auto;cursor:crosshair;border-radius:8px}
.fs-pixels canvas{width:100%;height:100%;border-radius:8px}
.fs-pixels i{position:absolute;width:11px;height:11px;margin:-5.5px;border:2px solid #fff;outline:1.5px solid #14181f;border-radius:50%;pointer-events:none}
.fs .fs-pixel{min-height:1.5em;margin-top:6px;font-size:13px}
`;

/** A picture whose places can be read. */
export interface ReadPicture {
  readonly canvas: HTMLCanvasElement;
  /** Places across and down, over the whole canvas. */
  readonly width: number;
  readonly height: number;
  /** What the picture shows. */
  readonly name: string;
  /** What is at a place, in words. */
  readonly words: (x: number, y: number) => string;
}

/** A place under the pointer, or one that arrow keys move (ten at a time with Shift), and a line of what is there. */
export function pixelCursor({ canvas, width, height, name, words }: ReadPicture): {
  readonly area: HTMLElement;
  readonly line: HTMLElement;
  /** Reads the place again. */
  update(): void;
} {
  installStyle(STYLE);
  let place: readonly [number, number] | undefined;
  const line = h('p', { class: 'fs-pixel fs-muted', 'aria-live': 'polite' });
  const mark = h('i');
  const label = `${name}: arrow keys move a cursor, its value is read below`;
  const area = h(
    'div',
    { class: 'fs-pixels', role: 'application', tabindex: 0, [OWN_KEYS]: 'true', 'aria-label': label },
    canvas,
    mark,
  );
  const update = (): void => {
    mark.hidden = !place;
    line.textContent = place ? words(...place) : 'Point at the picture, or move through it with the arrow keys.';
    if (!place) return;
    mark.style.left = `${((place[0] + 0.5) / width) * 100}%`;
    mark.style.top = `${((place[1] + 0.5) / height) * 100}%`;
  };
  const look = (x?: number, y: number = 0): void => {
    place = x === undefined ? x : [clamp(x, 0, width - 1), clamp(y, 0, height - 1)];
    update();
  };
  area.addEventListener('pointermove', ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    look(Math.floor(((clientX - box.left) / box.width) * width), Math.floor(((clientY - box.top) / box.height) * height));
  });
  area.addEventListener('pointerleave', () => document.activeElement !== area && look());
  area.addEventListener('blur', () => look());
  area.addEventListener('keydown', (event) => {
    const step = event.shiftKey ? 10 : 1;
    const move = { ArrowRight: [step, 0], ArrowLeft: [-step, 0], ArrowDown: [0, step], ArrowUp: [0, -step] }[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (place) look(place[0] + move[0], place[1] + move[1]);
    else look(width >> 1, height >> 1);
  });
  update();
  return { area, line, update };
}
