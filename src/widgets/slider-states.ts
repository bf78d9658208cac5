/** What the Node half and the browser half of frame sliders agree on. */

import type { SheetLayout, SpriteSheets } from './states.js';

/** One of several videos in a frame slider. */
export interface SliderVideo {
  readonly name: string;
  readonly frameRate: number;
  /** Which of its frames is shown at each moment. */
  readonly frames: readonly number[];
  /** Frames of this video at which something happens, ascending. */
  readonly events: readonly number[];
  /** Pixels of the frames as given. */
  readonly width: number;
  readonly height: number;
}

/** A frame slider's state. Frames are counted from 0. */
export interface FrameSliderState {
  readonly title: string;
  /**
   * The frame shown; observable, and set by whoever wants another. Of several videos it counts the moments at which one of them
   * shows another frame.
   */
  frame: number;
  readonly frameCount: number;
  readonly frameRate: number;
  /** Seconds, one a frame. */
  readonly timestamps: readonly number[];
  /** Frames at which something happens, ascending. */
  readonly events: readonly number[];
  /** Pixels of the frames as given; of several videos, of the first. */
  readonly width: number;
  readonly height: number;
  /** How many times faster than in truth it is played, 0.01 to 100; observable, and set by whoever wants another. */
  speed: number;
  /** 'true': each frame lasts as long as its timestamps say; 'even': all frames last equally long. Observable. */
  timing: 'true' | 'even';
  /** Videos side by side on one clock; empty where there is only one. */
  readonly videos: readonly SliderVideo[];
}

/** What a page carries of one video's frames. */
export interface EmbeddedVideo {
  readonly pictures: SpriteSheets;
  /** Every so many frames have a picture. */
  readonly stride: number;
  /** 1 for gray, 3 for rgb. */
  readonly channels: number;
}

/** What a frame slider's page carries beyond its state: the pictures of its one video, or of each of `videos`. */
export interface FrameSliderPage extends Omit<FrameSliderState, 'videos'>, EmbeddedVideo {
  readonly videos: readonly (SliderVideo & EmbeddedVideo)[];
}

/** A pixel of a frame as given, counted from the top left. */
export interface PixelQuestion {
  readonly ask: 'pixel';
  readonly video: number;
  readonly frame: number;
  readonly x: number;
  readonly y: number;
}

/** The frames around one that the page lacks. */
export interface FramesQuestion {
  readonly ask: 'frames';
  readonly video: number;
  readonly frame: number;
}

/** What a frame slider's page asks the kernel. */
export type FrameQuestion = PixelQuestion | FramesQuestion;

/** What the kernel answers; the pictures of `frames` travel beside it, as one sheet. */
export type FrameAnswer =
  | (PixelQuestion & { readonly value: readonly number[] })
  | (FramesQuestion & { readonly first: number; readonly layout: SheetLayout });
