import type { EventLabel, RangeLabel } from '../../../lib/data/labels/video-labels.js';
import { pairEvents } from '../../../lib/evaluation/event-pairs.js';
import { clamp } from '../../drawing/clamp.js';
import { formatTick, plural } from '../../drawing/format.js';
import { nearest } from '../../drawing/nearest.js';
import { ticks } from '../../drawing/scale.js';
import { h, surfaceOf } from '../dom.js';
import { onTheme } from '../on-theme.js';
import { onWidth } from '../on-width.js';
import type { Editing } from './editing.js';

/** Frames that the strip can show at once; beyond the last step it shows all. */
const ZOOMS = [30, 60, 120, 240, 480, 960, 1920];

const [LANE, OTHER_LANE, RANGE_LANE, AXIS] = [44, 16, 9, 18];

/** Pixels within which a mark is meant. */
const REACH = 7;

/** What the strip offers beside its picture. */
export interface LabelStrip {
  readonly node: HTMLElement;
  zoom(direction: 1 | -1): void;
  dispose(): void;
}

/**
 * Labels on a line around the frame shown: events as bars (a model's hollow, as high as it was sure), ranges under them, another
 * annotator's events above. The axis is in seconds, or in frames where these have no even rate. A click goes to a frame or event, dragging an event moves it, the wheel zooms.
 */
export function labelStrip(editing: Editing, frameRate: number | undefined): LabelStrip {
  const canvas = h('canvas', { class: 'fs-strip', role: 'img' });
  const node = h('div', 'fs-stripbox', canvas);
  const surface = surfaceOf(canvas);
  const style = getComputedStyle(node);
  let width = 0;
  let zoom = 2;
  let dragged: { readonly from: number; to: number } | undefined;
  let scheduled = 0;

  const shownFrames = (): number => Math.min(ZOOMS[zoom] ?? Infinity, editing.frames.frameCount);
  /** Frame at the left edge: the frame shown is in the middle, except near the ends. */
  const left = (): number => {
    const shown = shownFrames();
    return Math.max(-0.5, Math.min(editing.frames.frameCount - shown - 0.5, editing.frame - shown / 2));
  };
  const x = (frame: number): number => ((frame - left()) / shownFrames()) * width;
  const frameAt = (px: number): number =>
    clamp(Math.round(left() + (px / width) * shownFrames()), 0, editing.frames.frameCount - 1);

  const paint = (name: string): void => {
    surface.fillStyle = surface.strokeStyle = style.getPropertyValue(`--fs-${name}`);
  };
  const bar = (left: number, top: number, width: number, height: number, alpha: number = 1): void => {
    surface.globalAlpha = alpha;
    surface.fillRect(left, top, width, height);
    surface.globalAlpha = 1;
  };

  const draw = (): void => {
    scheduled = 0;
    if (width === 0) return;
    const { other, labels, rangeStart, frame } = editing;
    const ranges: Pick<RangeLabel, 'class' | 'start' | 'end'>[] = [...labels.ranges];
    if (rangeStart !== undefined)
      ranges.push({ class: '', start: Math.min(rangeStart, frame), end: Math.max(rangeStart, frame) });
    const top = other ? OTHER_LANE : 0;
    const bottom = top + LANE + (ranges.length > 0 ? RANGE_LANE + 3 : 0);
    const height = bottom + AXIS;
    const ratio = devicePixelRatio || 1;
    Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    canvas.style.height = `${height}px`;
    surface.scale(ratio, ratio);
    paint('raised');
    surface.beginPath();
    surface.roundRect(0, top, width, LANE, 6);
    surface.fill();
    for (const event of editing.events) drawEvent(event, top);
    if (other) drawOther(other.labels.events.map(({ frame }) => frame));
    paint('hit');
    for (const { start, end, class: name } of ranges) {
      const from = x(start - 0.5);
      bar(from, top + LANE + 3, Math.max(2, x(end + 0.5) - from), RANGE_LANE, name ? 0.85 : 0.45);
    }
    drawAxis(bottom);
    paint('ink');
    bar(x(frame) - 0.75, 0, 1.5, bottom);
  };

  const drawEvent = (event: EventLabel, top: number): void => {
    const at = x(dragged?.from === event.frame ? dragged.to : event.frame);
    if (at < -10 || at > width + 10) return;
    const isSelected = editing.selected?.frame === event.frame;
    const isModel = event.source === 'model';
    const thick = clamp((width / shownFrames()) * 0.6, 2, 6);
    const height = (LANE - 14) * (isModel ? 0.3 + 0.7 * (event.confidence ?? 0.5) : 1);
    paint(isSelected ? 'second' : 'accent');
    if (isSelected) bar(at - thick / 2 - 5, top + 2, thick + 10, LANE - 4, 0.16);
    surface.lineWidth = 1.5;
    const box = [at - thick / 2, top + LANE - 5 - height, thick, height] as const;
    if (isModel) surface.strokeRect(...box);
    else bar(...box);
  };

  const drawOther = (frames: readonly number[]): void => {
    const own = editing.events.map(({ frame }) => frame);
    const alone = new Set(pairEvents(own, frames, 2).misses);
    for (const frame of frames) {
      const isAlone = alone.has(frame);
      paint(isAlone ? 'miss' : 'hit');
      const size = OTHER_LANE - (isAlone ? 4 : 8);
      bar(x(frame) - 1.5, OTHER_LANE - 2 - size, 3, size);
    }
  };

  const drawAxis = (top: number): void => {
    const first = Math.max(0, left());
    const last = Math.min(editing.frames.frameCount - 1, left() + shownFrames());
    const rate = frameRate ?? 1;
    const [start, end] = [first / rate, Math.max(last, first + 1) / rate];
    paint('muted');
    surface.font = '11px system-ui, sans-serif';
    surface.textAlign = 'center';
    for (const value of ticks([start, end], Math.max(2, Math.round(width / 110)), frameRate ? 0 : 1)) {
      const at = x(value * rate);
      bar(at - 0.5, top, 1, 4);
      if (at > 16 && at < width - 40) surface.fillText(frameRate ? formatTick(value, end) : String(value), at, top + 15);
    }
    surface.textAlign = 'right';
    surface.fillText(frameRate ? (end >= 60 ? 'min' : 's') : 'frame', width - 2, top + 15);
  };

  const update = (): void => {
    scheduled ||= requestAnimationFrame(draw);
    const { events, ranges } = editing.labels;
    canvas.ariaLabel = `Labels: ${plural(events.length, 'event')}, ${plural(ranges.length, 'range')}`;
  };
  editing.onChange(update);
  const near = (px: number): number | undefined => {
    const frames = editing.events.map(({ frame }) => frame);
    const frame = nearest(frames, left() + (px / width) * shownFrames());
    return frame !== undefined && Math.abs(x(frame) - px) <= REACH ? frame : undefined;
  };

  canvas.addEventListener('pointerdown', (event) => {
    const mark = near(event.offsetX);
    if (mark === undefined) editing.goTo(frameAt(event.offsetX));
    else {
      dragged = { from: mark, to: mark };
      editing.player.pause();
      editing.select(mark);
    }
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (dragged) {
      dragged.to = frameAt(event.offsetX);
      update();
    } else if (event.buttons === 1) editing.goTo(frameAt(event.offsetX));
    else canvas.style.cursor = near(event.offsetX) === undefined ? 'pointer' : 'ew-resize';
  });
  canvas.addEventListener('pointerup', () => {
    const drop = dragged;
    dragged = undefined;
    if (!drop) return;
    if (drop.from !== drop.to) editing.move(drop.from, drop.to);
    else {
      editing.goTo(drop.from);
      editing.select(drop.from);
    }
  });
  canvas.addEventListener('pointercancel', () => {
    dragged = undefined;
    update();
  });
  const zoomBy = (direction: 1 | -1): void => {
    const most = ZOOMS.findIndex((frames) => frames >= editing.frames.frameCount);
    zoom = clamp(zoom - direction, 0, most < 0 ? ZOOMS.length : most);
    update();
  };
  canvas.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? 1 : -1);
  });
  const stop = onWidth(node, (now) => {
    width = now;
    update();
  });
  onTheme(node, draw);
  return {
    node,
    zoom: zoomBy,
    dispose: () => {
      stop();
      cancelAnimationFrame(scheduled);
    },
  };
}
