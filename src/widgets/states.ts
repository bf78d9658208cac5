/** What the Node half and the browser half of each figure agree on. Bytes travel as `Binary`. */

/** Bytes: a typed array where they are made, a `DataView` where they arrive. */
export type Binary = ArrayBufferView;

/** Pictures of one size, tiled row by row into sheets. */
export interface SpriteSheets {
  /** Encoded pictures, each a sheet of `columns` × `rows` tiles; the last may have fewer rows. */
  readonly sheets: readonly Binary[];
  readonly mime: string;
  readonly columns: number;
  readonly rows: number;
  /** Pixels of one picture. */
  readonly width: number;
  readonly height: number;
  /** Pixels from one tile's corner to the next one's: the size, rounded up to whole coding blocks. */
  readonly pitchX: number;
  readonly pitchY: number;
  /** Pictures in all. */
  readonly count: number;
}

/** A frame slider's state. Frames are counted from 0. */
export interface FrameSliderState {
  readonly title: string;
  /** The frame shown; observable, and set by whoever wants another. */
  frame: number;
  readonly frameCount: number;
  readonly frameRate: number;
  /** Seconds, one a frame. */
  readonly timestamps: readonly number[];
  /** Frames at which something happens, ascending. */
  readonly events: readonly number[];
  /** Pixels of the frames as given. */
  readonly width: number;
  readonly height: number;
}

/** What a frame slider's page carries beyond its state. */
export interface FrameSliderPage extends FrameSliderState {
  readonly pictures: SpriteSheets;
  /** Every so many frames have a picture. */
  readonly stride: number;
}
