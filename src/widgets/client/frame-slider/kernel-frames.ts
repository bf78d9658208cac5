import type { FrameAnswer, FrameSliderPage } from '../../slider-states.js';
import { SpriteImages } from '../sprite-images.js';
import type { Model } from '../widget.js';
import { asking } from './asking.js';

/** Sheets of the kernel's that are kept. */
const KEPT_WINDOWS = 12;

export interface Window {
  readonly video: number;
  readonly first: number;
  readonly count: number;
  readonly images: SpriteImages;
}

/** Frames that the kernel has sent. */
export interface KernelFrames {
  /** The sheet that holds a frame, if one does. */
  find(video: number, frame: number): Window | undefined;
  /** Asks for a frame and those around it, unless they are there. */
  want(video: number, frame: number): void;
  readonly isAnswered: () => boolean;
  /** Takes an answer, or nothing when the kernel has just come. */
  take(answer?: Extract<FrameAnswer, { ask: 'frames' }>, sheets?: readonly DataView[]): void;
  dispose(): void;
}

/** Frames that the page lacks, from the kernel: a sheet of them around the frame looked at; the last few sheets are kept. */
export function kernelFrames(model: Model<FrameSliderPage>, onArrival: () => void): KernelFrames {
  const questions = asking(model);
  const windows: Window[] = [];
  const find = (video: number, frame: number): Window | undefined =>
    windows.find((window) => window.video === video && frame >= window.first && frame < window.first + window.count);
  return {
    find,
    want: (video, frame) => {
      if (!find(video, frame)) questions.ask({ ask: 'frames', video, frame });
    },
    isAnswered: questions.isAnswered,
    take: (answer, sheets = []) => {
      if (answer && !find(answer.video, answer.first)) {
        const { video, first, layout } = answer;
        windows.push({ video, first, count: layout.count, images: new SpriteImages({ ...layout, sheets }) });
        if (windows.length > KEPT_WINDOWS) windows.shift()?.images.dispose();
      }
      questions.hear(answer !== undefined);
      onArrival();
    },
    dispose: () => {
      for (const { images } of windows) images.dispose();
    },
  };
}
