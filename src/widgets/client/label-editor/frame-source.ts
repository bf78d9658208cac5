/** Where the editor takes its pictures from. Frames are counted from 0, as the decoder counts them. */
export interface FrameSource {
  /** Pixels of a picture. */
  readonly width: number;
  readonly height: number;
  /** Frames of the video, as far as known. */
  readonly frameCount: number;
  /** Seconds at which a frame is shown; undefined while that is not known. */
  time(frame: number): number | undefined;
  /** Draws a frame over the whole surface; false where it is not there yet (then `load` it). */
  draw(surface: CanvasRenderingContext2D, frame: number): boolean;
  /** Settles once a frame can be drawn, or is known not to be there. Rejects with a sentence where pictures cannot be had. */
  load(frame: number): Promise<void>;
  /** Whether a frame can be drawn at once. */
  has(frame: number): boolean;
  dispose(): void;
}
