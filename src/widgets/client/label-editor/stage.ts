import type { LabelRegion } from '../../../lib/data/labels/video-labels.js';
import { clamp } from '../../drawing/clamp.js';
import { h, surfaceOf } from '../dom.js';
import type { Editing } from './editing.js';

/** The picture, with the region over it. */
export interface Stage {
  readonly node: HTMLElement;
  /** Whether the next drag over the picture draws the region. */
  isDrawing: boolean;
}

/** Shows the frame that is looked at; `picture` is the size in which regions are kept. */
export function stage(editing: Editing, title: string, picture: { readonly width: number; readonly height: number }): Stage {
  const { frames } = editing;
  const canvas = h('canvas', { width: frames.width, height: frames.height, role: 'img', 'aria-label': `Frame of ${title}` });
  const surface = surfaceOf(canvas);
  const box = h('i', { class: 'fs-region', hidden: true });
  const count = h('span', { class: 'fs-count', 'aria-hidden': 'true' });
  const waiting = h('span', { class: 'fs-wait', hidden: true }, 'reading the video …');
  const shownPicture = h('div', 'fs-picture', canvas, box);
  const node = h('div', 'fs-stage fs-labelstage', shownPicture, count, waiting);
  // Small pictures are shown larger: what is looked at is where a foot is.
  shownPicture.style.maxWidth = `${Math.round(Math.min(3 * frames.width, 720, (460 * frames.width) / frames.height))}px`;
  let isDrawing = false;
  let shown = -1;
  let start: readonly [x: number, y: number] | undefined;
  let events = editing.events.length;

  const show = (): void => {
    const { frame } = editing;
    if (frame === shown) return;
    if (frames.draw(surface, frame)) {
      shown = frame;
      canvas.dataset.frame = String(frame);
      waiting.hidden = true;
      return;
    }
    const slow = setTimeout(() => {
      waiting.hidden = editing.frame === shown;
    }, 300);
    frames
      .load(frame)
      .then(
        () => {
          if (editing.frame === frame && frames.has(frame))
            editing.tell(); // its time is known now, too
          else if (frame >= frames.frameCount) editing.goTo(frames.frameCount - 1);
        },
        (error: Error) => {
          if (editing.frame === frame && error.name !== 'AbortError') editing.say(error.message, true);
        },
      )
      .finally(() => clearTimeout(slow));
  };
  const showRegion = (region: LabelRegion | undefined): void => {
    box.hidden = !region;
    if (!region) return;
    const percent = (part: number, whole: number): string => `${(part / whole) * 100}%`;
    box.style.left = percent(region.left, picture.width);
    box.style.top = percent(region.top, picture.height);
    box.style.width = percent(region.width, picture.width);
    box.style.height = percent(region.height, picture.height);
  };
  const place = ({ clientX, clientY }: PointerEvent): readonly [x: number, y: number] => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const scaled = (share: number, whole: number): number => Math.round(clamp(share, 0, 1) * whole);
    return [scaled((clientX - left) / width, picture.width), scaled((clientY - top) / height, picture.height)];
  };
  const regionTo = (event: PointerEvent): LabelRegion | undefined => {
    if (!start) return undefined;
    const [[x, y], [toX, toY]] = [start, place(event)];
    return { left: Math.min(x, toX), top: Math.min(y, toY), width: Math.abs(x - toX), height: Math.abs(y - toY) };
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (!isDrawing) return;
    start = place(event);
    canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (start) showRegion(regionTo(event));
  });
  canvas.addEventListener('pointerup', (event) => {
    const region = regionTo(event);
    start = undefined;
    if (!region) return;
    setDrawing(false);
    if (region.width < 4 || region.height < 4) editing.say('A region is drawn by dragging over the athlete', true);
    else editing.change({ type: 'setRegion', region }, 'region set');
  });
  canvas.addEventListener('click', () => {
    if (!isDrawing && !start) editing.player.toggle();
  });
  const setDrawing = (is: boolean): void => {
    isDrawing = is;
    node.classList.toggle('fs-drawing', is);
    editing.tell();
  };
  editing.onChange(() => {
    show();
    if (!start) showRegion(editing.labels.region);
    if (editing.events.length > events) {
      node.classList.remove('fs-tapped');
      void node.offsetWidth; // begins the animation anew
      node.classList.add('fs-tapped');
    }
    events = editing.events.length;
    count.textContent = String(events);
  });
  return {
    node,
    get isDrawing() {
      return isDrawing;
    },
    set isDrawing(is: boolean) {
      if (is !== isDrawing) setDrawing(is);
    },
  };
}
