import { clamp } from '../../drawing/clamp.js';

/** A place in a view or a picture, as shares of its width and height. */
export type Place = readonly [number, number];

/** Which part of the pictures is shown: enlarged so many times, its top left corner as shares of the picture. */
export interface Zoom {
  factor: number;
  left: number;
  top: number;
  /** Shows another part, as far as there is one. */
  show(factor: number, left: number, top: number): void;
  /** Enlarges `by` times; the place of the view stays where it is. */
  scale(by: number, place?: Place): void;
}

/** The same part of one picture or several, enlarged up to `most` times. */
export function createZoom(most: number, onChange: () => void): Zoom {
  const zoom: Zoom = {
    ...{ factor: 1, left: 0, top: 0 },
    show: (factor, left, top) => {
      const room = 1 - 1 / factor;
      Object.assign(zoom, { factor, left: clamp(left, 0, room), top: clamp(top, 0, room) });
      onChange();
    },
    scale: (by, [x, y] = [0.5, 0.5]) => {
      const factor = clamp(zoom.factor * by, 1, most);
      const gained = 1 / zoom.factor - 1 / factor;
      zoom.show(factor, zoom.left + x * gained, zoom.top + y * gained);
    },
  };
  return zoom;
}

/** Way in shares of the view up to which a press is a click. */
const CLICK_WAY = 0.01;

/**
 * Zooms by the wheel, with Ctrl or while zoomed, and by two fingers; moves what is enlarged by dragging. A page scrolls as ever
 * while the whole picture is shown. Only what was no dragging
 * is a click. `onPoint` is called with the place of the picture under the pointer, or with nothing.
 */
export function zoomable(view: HTMLElement, zoom: Zoom, onPoint: (place?: Place) => void): void {
  const held = new Map<number, Place>();
  let way = 0;
  const placeOf = ({ clientX, clientY }: MouseEvent): Place => {
    const { left, top, width, height } = view.getBoundingClientRect();
    return [(clientX - left) / width, (clientY - top) / height];
  };
  const distance = ([x, y]: Place, [toX, toY]: Place): number => Math.hypot(toX - x, toY - y);
  const on = (names: string, listener: (event: PointerEvent, place: Place) => void): void => {
    for (const name of names.split(' ')) {
      view.addEventListener(name, (event) => listener(event as PointerEvent, placeOf(event as PointerEvent)));
    }
  };
  on('wheel', (event, place) => {
    if (!event.ctrlKey && !event.metaKey && zoom.factor === 1) return;
    event.preventDefault();
    // A wheel's notch is 100 pixels, a touchpad's pinch a few.
    zoom.scale(Math.exp(-clamp((event as unknown as WheelEvent).deltaY, -30, 30) / 100), place);
  });
  on('pointerdown', ({ pointerId }, place) => {
    way = held.size;
    held.set(pointerId, place);
    view.setPointerCapture(pointerId);
  });
  on('pointermove', ({ pointerId }, place) => {
    const before = held.get(pointerId);
    if (before) {
      held.delete(pointerId);
      const [other] = held.values();
      way += distance(place, before);
      if (other) zoom.scale(distance(place, other) / distance(before, other), other);
      else {
        const [right, down] = [(place[0] - before[0]) / zoom.factor, (place[1] - before[1]) / zoom.factor];
        zoom.show(zoom.factor, zoom.left - right, zoom.top - down);
      }
      held.set(pointerId, place);
    }
    onPoint([zoom.left + place[0] / zoom.factor, zoom.top + place[1] / zoom.factor]);
  });
  on('pointerup pointercancel', ({ pointerId }) => held.delete(pointerId));
  on('pointerleave', ({ pointerType }) => {
    if (pointerType === 'mouse') onPoint();
  });
  on('click', (event) => {
    if (way >= CLICK_WAY) event.stopPropagation();
  });
}
