import { h } from './dom.js';

/** Rules for grids of clickable pictures. */
export const TILE_STYLE = `
.fs-tiles{display:grid;gap:4px}
.fs button.fs-tile{display:block;position:relative;height:auto;width:100%;padding:0;border:0;border-radius:5px;overflow:hidden;background:#000;line-height:0}
.fs button.fs-tile canvas{width:100%;height:100%;display:block}
.fs button.fs-tile:hover{box-shadow:0 0 0 2px var(--fs-accent)}
.fs-dead::after{content:"";position:absolute;inset:0;background:repeating-linear-gradient(45deg,rgb(0 0 0/.55) 0 4px,rgb(255 255 255/.18) 4px 6px)}
.fs-large{width:min(100%,60vh);border-radius:8px;margin:4px auto 0}
.fs-soft{image-rendering:auto}.fs-sharp{image-rendering:pixelated}
`;

/** A picture of `width` × `height` pixels that is a button. */
export function tile(
  width: number,
  height: number,
  label: string,
  onClick: () => void,
): { button: HTMLButtonElement; canvas: HTMLCanvasElement } {
  const canvas = h('canvas', { width, height, class: width < 100 ? 'fs-sharp' : 'fs-soft' });
  const button = h('button', { class: 'fs-tile', 'aria-label': label, title: label, click: onClick }, canvas);
  button.style.aspectRatio = `${width}/${height}`;
  return { button, canvas };
}

/** Makes many buttons one stop of the Tab key: arrow keys go among them. */
export function rovingFocus(group: HTMLElement, buttons: readonly HTMLElement[]): void {
  buttons.forEach((button, i) => {
    button.tabIndex = i === 0 ? 0 : -1;
    // Arrow keys go among the tiles, also in JupyterLab's command mode.
    button.dataset.lmSuppressShortcuts = 'true';
    button.addEventListener('focus', () => {
      for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
    });
  });
  group.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const first = buttons[0].offsetTop;
    const columns = Math.max(
      1,
      buttons.findIndex(({ offsetTop }) => offsetTop > first),
    );
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const ends: Record<string, number> = { Home: 0, End: buttons.length - 1 };
    const target = buttons[ends[event.key] ?? at + (steps[event.key] ?? Number.NaN)];
    if (!(event.key in steps || event.key in ends)) return;
    event.preventDefault();
    event.stopPropagation();
    target?.focus();
  });
}
