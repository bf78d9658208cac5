import { clamp } from '../../drawing/clamp.js';
import type { FrameAnswer, FrameSliderPage } from '../../slider-states.js';
import { h } from '../dom.js';
import type { Model } from '../widget.js';
import { asking } from './asking.js';
import type { VideoView } from './video-view.js';
import type { Place, Zoom } from './zoom.js';

/** A line that tells a pixel. */
export interface PixelReadout {
  readonly node: HTMLElement;
  /** Puts the box around the pixel. */
  mark(): void;
  /** Tells the value in another frame. */
  follow(): void;
  /** Tells a video's pixel at a place, or none. */
  point(index: number, at?: Place): void;
  /** Goes by so many pixels, the enlarged part with it; at first to the middle of what is shown. */
  step(right: number, down: number): void;
  /** Takes the kernel's answer, or nothing when it has just come. */
  take(answer?: Extract<FrameAnswer, { ask: 'pixel' }>): void;
}

/**
 * The pixel looked at and its value in words. What the page's picture tells is near the truth only, since the picture is
 * compressed: it is marked with ≈ until the kernel, where there is one, has told the value of the frame itself.
 */
export function pixelReadout(model: Model<FrameSliderPage>, views: readonly VideoView[], zoom: Zoom): PixelReadout {
  const questions = asking(model);
  const node = h('div', 'fs-row fs-muted');
  let [video, place, exact]: [number, Place?, Extract<FrameAnswer, { ask: 'pixel' }>?] = [0];

  const words = (): string => {
    const pixel = place && views[video].pixelAt(place);
    if (!pixel) return 'Point at a pixel, or press Shift and an arrow key';
    const { frame, x, y, value } = pixel;
    const question = { ask: 'pixel', video, frame, x, y } as const;
    const isExact = exact && !Object.entries(question).some(([key, asked]) => exact?.[key as 'x'] !== asked);
    if (frame >= 0 && !isExact) questions.ask(question);
    const told = isExact ? exact?.value : value;
    const values = told ? `: ${told.length > 1 ? 'r g b' : 'gray'} ${isExact ? '' : '≈ '}${told.join(' ')}` : '';
    return `${views[video].video.name} x ${x}, y ${y}${values}`.trim();
  };
  const mark = (): void => {
    for (const view of views) view.mark(place);
  };
  const update = (): void => {
    mark();
    const said = words();
    if (node.textContent !== said) node.textContent = said;
  };
  /** Announced where keys have moved; the pointer, or a film, would say too much. */
  const announce = (manner: 'polite' | 'off'): void => node.setAttribute('aria-live', manner);
  return {
    node,
    mark,
    follow: () => {
      announce('off');
      update();
    },
    point: (index, at) => {
      announce('off');
      [video, place] = [index, at];
      update();
    },
    step: (right, down) => {
      const { width, height } = views[video].video;
      const { factor, left, top, show } = zoom;
      const side = 1 / factor;
      const [u, v] = place ? [place[0] + right / width, place[1] + down / height] : [left + side / 2, top + side / 2];
      const x = clamp(Math.floor(u * width), 0, width - 1) / width;
      const y = clamp(Math.floor(v * height), 0, height - 1) / height;
      place = [x + 0.5 / width, y + 0.5 / height];
      show(factor, clamp(left, x + 1 / width - side, x), clamp(top, y + 1 / height - side, y));
      announce('polite');
      update();
    },
    take: (answer) => {
      exact = answer ?? exact;
      questions.hear(answer !== undefined);
      update();
    },
  };
}
