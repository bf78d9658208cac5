import { matchEvents } from '../../../lib/evaluation/match-events.js';
import { clamp } from '../../drawing/clamp.js';
import { formatTick, plural } from '../../drawing/format.js';
import { ticks } from '../../drawing/scale.js';
import { h, surfaceOf } from '../dom.js';
import { onWidth } from '../on-width.js';
import { onTheme } from '../theme.js';
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
  update(): void;
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

  const draw = (): void => {
    scheduled = 0;
    if (width === 0) return;
    const colors = colorsOf(node);
    const hasOther = editing.other !== undefined;
    const hasRanges = editing.store.labels.ranges.length > 0 || editing.rangeStart !== undefined;
    const top = hasOther ? OTHER_LANE : 0;
    const height = top + LANE + (hasRanges ? RANGE_LANE + 3 : 0) + AXIS;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
      canvas.style.height = `${height}px`;
    }
    surface.setTransform(ratio, 0, 0, ratio, 0, 0);
    surface.clearRect(0, 0, width, height);
    surface.fillStyle = colors.raised;
    surface.beginPath();
    surface.roundRect(0, top, width, LANE, 6);
    surface.fill();
    drawEvents(top, colors);
    if (hasOther) drawOther(colors);
    if (hasRanges) drawRanges(top + LANE + 3, colors);
    drawAxis(height - AXIS, colors);
    surface.fillStyle = colors.ink;
    surface.fillRect(x(editing.frame) - 0.75, 0, 1.5, height - AXIS);
  };

  const drawEvents = (top: number, colors: StripColors): void => {
    const bar = Math.max(2, Math.min(6, (width / shownFrames()) * 0.6));
    for (const event of editing.events) {
      const frame = dragged?.from === event.frame ? dragged.to : event.frame;
      const at = x(frame);
      if (at < -10 || at > width + 10) continue;
      const isSelected = editing.selected?.frame === event.frame;
      const size = event.source === 'model' ? 0.3 + 0.7 * (event.confidence ?? 0.5) : 1;
      const [barHeight, bottom] = [(LANE - 14) * size, top + LANE - 5];
      surface.fillStyle = isSelected ? colors.second : colors.accent;
      surface.strokeStyle = surface.fillStyle;
      if (isSelected) {
        surface.globalAlpha = 0.16;
        surface.fillRect(at - bar / 2 - 5, top + 2, bar + 10, LANE - 4);
        surface.globalAlpha = 1;
      }
      if (event.source === 'person') surface.fillRect(at - bar / 2, bottom - barHeight, bar, barHeight);
      else {
        surface.lineWidth = 1.5;
        surface.strokeRect(at - bar / 2, bottom - barHeight, bar, barHeight);
      }
    }
  };

  const drawOther = (colors: StripColors): void => {
    const other = editing.other?.labels.events.map(({ frame }) => frame) ?? [];
    const { misses } = matchEvents(
      editing.events.map(({ frame }) => frame),
      other,
    );
    const alone = new Set(misses);
    for (const frame of other) {
      surface.fillStyle = alone.has(frame) ? colors.miss : colors.hit;
      const size = alone.has(frame) ? OTHER_LANE - 4 : OTHER_LANE - 8;
      surface.fillRect(x(frame) - 1.5, OTHER_LANE - 2 - size, 3, size);
    }
  };

  const drawRanges = (top: number, colors: StripColors): void => {
    const begun = editing.rangeStart;
    const ranges =
      begun === undefined ? [] : [{ class: '', start: Math.min(begun, editing.frame), end: Math.max(begun, editing.frame) }];
    for (const range of [...editing.store.labels.ranges, ...ranges]) {
      const [from, to] = [x(range.start - 0.5), x(range.end + 0.5)];
      if (to < 0 || from > width) continue;
      surface.fillStyle = colors.hit;
      surface.globalAlpha = range.class === '' ? 0.45 : 0.85;
      surface.fillRect(from, top, Math.max(2, to - from), RANGE_LANE);
      surface.globalAlpha = 1;
    }
  };

  const drawAxis = (top: number, colors: StripColors): void => {
    const first = Math.max(0, left());
    const last = Math.min(editing.frames.frameCount - 1, left() + shownFrames());
    const rate = frameRate ?? 1;
    const [start, end] = [first / rate, Math.max(last, first + 1) / rate];
    surface.fillStyle = colors.muted;
    surface.font = '11px system-ui, sans-serif';
    surface.textAlign = 'center';
    for (const value of ticks([start, end], Math.max(2, Math.round(width / 110)), frameRate ? 0 : 1)) {
      const at = x(value * rate);
      surface.fillRect(at - 0.5, top, 1, 4);
      if (at > 16 && at < width - 40) surface.fillText(frameRate ? formatTick(value, end) : String(value), at, top + 15);
    }
    surface.textAlign = 'right';
    surface.fillText(frameRate ? (end >= 60 ? 'min' : 's') : 'frame', width - 2, top + 15);
  };

  const update = (): void => {
    scheduled ||= requestAnimationFrame(draw);
    const { ranges } = editing.store.labels;
    canvas.setAttribute('aria-label', `Labels: ${plural(editing.events.length, 'event')}, ${plural(ranges.length, 'range')}`);
  };
  const near = (px: number): number | undefined => {
    const distances = editing.events.map(({ frame }) => ({ frame, distance: Math.abs(x(frame) - px) }));
    distances.sort((a, b) => a.distance - b.distance);
    return distances[0]?.distance <= REACH ? distances[0].frame : undefined;
  };
  const place = (event: PointerEvent): number => event.clientX - canvas.getBoundingClientRect().left;

  canvas.addEventListener('pointerdown', (event) => {
    const mark = near(place(event));
    if (mark === undefined) editing.goTo(frameAt(place(event)));
    else {
      dragged = { from: mark, to: mark };
      editing.player.pause();
      editing.select(mark);
    }
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (dragged) {
      dragged.to = frameAt(place(event));
      update();
    } else if (event.buttons === 1) editing.goTo(frameAt(place(event)));
    else canvas.style.cursor = near(place(event)) === undefined ? 'pointer' : 'ew-resize';
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
  canvas.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      zoomBy(event.deltaY < 0 ? 1 : -1);
    },
    { passive: false },
  );
  const stop = onWidth(node, (now) => {
    width = now;
    update();
  });
  onTheme(node, draw);
  return {
    node,
    zoom: zoomBy,
    update,
    dispose: () => {
      stop();
      cancelAnimationFrame(scheduled);
    },
  };
}

type StripColors = Readonly<Record<'raised' | 'ink' | 'muted' | 'accent' | 'second' | 'hit' | 'miss', string>>;

/** The theme's colours, as the page shows them at this moment. */
function colorsOf(node: HTMLElement): StripColors {
  const style = getComputedStyle(node);
  const names = ['raised', 'ink', 'muted', 'accent', 'second', 'hit', 'miss'] as const;
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--fs-${name}`)])) as StripColors;
}
