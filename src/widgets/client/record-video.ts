import { h } from './dom.js';

/** What browsers record, the more widely played first. */
const TYPES = ['video/mp4;codecs=avc1.42E01E', 'video/mp4', 'video/webm;codecs=vp9', 'video/webm'];

/** Seconds that a recording lasts at least: clips of four frames are over before a player has opened. */
const SHORTEST = 3;

/** The type that this browser records canvases in; undefined where it does not. */
export function recordedType(): string | undefined {
  if (!('MediaRecorder' in globalThis) || !('captureStream' in HTMLCanvasElement.prototype)) return undefined;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}

/** What is recorded. */
export interface Recording {
  readonly width: number;
  readonly height: number;
  /** Frames of one round; rounds are repeated until there are three seconds. */
  readonly count: number;
  readonly fps: number;
  readonly type: string;
  /** Draws frame `index` of the round. */
  draw(canvas: HTMLCanvasElement, index: number): void;
}

/** A clip as a video file, recorded in real time; sides are made even, as H.264 wants them. */
export async function recordVideo({ width, height, count, fps, type, draw }: Recording): Promise<Blob> {
  const canvas = h('canvas', { width: width + (width % 2), height: height + (height % 2) });
  draw(canvas, 0);
  const stream = canvas.captureStream();
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 4e6 });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((resolve, reject) => {
    recorder.onstop = resolve;
    recorder.onerror = reject;
  });
  recorder.start();
  const frames = count * Math.max(1, Math.ceil((SHORTEST * fps) / count));
  for (let i = 0; i < frames; i++) {
    draw(canvas, i % count);
    await new Promise((resolve) => setTimeout(resolve, 1000 / fps));
  }
  recorder.stop();
  await ended;
  for (const track of stream.getTracks()) track.stop();
  return new Blob(parts, { type });
}
