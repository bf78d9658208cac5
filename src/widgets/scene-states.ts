import type { ColorMap } from './drawing/color-maps.js';
import type { Binary, SpriteSheets } from './states.js';

/** What the Node half and the browser half of galleries, flow fields and volumes agree on. */

/** One clip in a gallery. */
export interface GalleryClip {
  readonly label: string;
  readonly frameCount: number;
  readonly frameRate: number;
}

/** A clip gallery's state. */
export interface ClipGalleryState {
  readonly title: string;
  /** The clip chosen last, or −1; observable. */
  clip: number;
  readonly clips: readonly GalleryClip[];
}

/** What a clip gallery's page carries. */
export interface ClipGalleryPage extends ClipGalleryState {
  /** One entry a clip. */
  readonly pictures: readonly SpriteSheets[];
  /** Every so many frames are in. */
  readonly stride: number;
}

/** A flow field's state. Lengths are in pixels of the flow as given. */
export interface FlowFieldState {
  readonly title: string;
  /** The field shown, from 0; observable. */
  field: number;
  readonly fields: number;
  readonly height: number;
  readonly width: number;
  readonly frameRate: number;
  /** The longest movement. */
  readonly greatest: number;
  /** Places whose movement is not known. */
  readonly unknown: number;
  /** The length that has the full colour in Middlebury's coding, and the longest arrow; observable. */
  range: number;
  /** Observable. */
  coding: 'middlebury' | 'hsv';
  /** Whether arrows are drawn; observable. */
  hasArrows: boolean;
  /** What is under the arrows: colours, both colours and frame, or the frame alone; observable. Colours where no frames were given. */
  under: 'colours' | 'both' | 'frame';
}

/** What a flow field's page carries. */
export interface FlowFieldPage extends FlowFieldState {
  /** 16-bit integers `[fields, height, width, 2]`, little-endian; −32768 where movement is not known. */
  readonly vectors: Binary;
  /** `[fields, height, width]` of `vectors`. */
  readonly embedded: readonly [number, number, number];
  /** Pixels that 1 stands for. */
  readonly unit: number;
  /** Every so many fields are in. */
  readonly stride: number;
  /** What the flow was computed from; undefined where it was not given. */
  readonly pictures: SpriteSheets | undefined;
}

/** Which cells of a volume are opaque: high values, values far from the middle, or places that change in time. */
export type VolumeEmphasis = 'high' | 'contrast' | 'motion';

/** A volume's state. Angles are in degrees. */
export interface VolumeState {
  readonly title: string;
  /** `[frames, height, width]` as given. */
  readonly shape: readonly [number, number, number];
  /** Least and greatest finite value. */
  readonly minimum: number;
  readonly maximum: number;
  /** How many values are NaN, +∞ and −∞. */
  readonly notFinite: readonly [number, number, number];
  /** The turn about the vertical axis; 0 looks along time. Observable. */
  turn: number;
  /** Above 0 is from above, −90 to 90; observable. */
  tilt: number;
  /** Cells of less emphasis than this share are clear; observable. */
  threshold: number;
  /** Of the strongest cells, 0–1; observable. */
  opacity: number;
  /** Observable. */
  emphasis: VolumeEmphasis;
  /** Whether all cells are shown, or one slice across this axis; observable. */
  across: 'all' | 't' | 'y' | 'x';
  /** Which slice, from 0, as given; the last where there are fewer. Observable: `link(volume, 'slice', slider, 'frame')`. */
  slice: number;
  /** Observable. 'diverging' has its middle at 0. */
  colorMap: ColorMap;
}

/** What a volume's page carries. */
export interface VolumePage extends VolumeState {
  /** Bytes of `embedded`: 0–252 stand for minimum to maximum, 253 for NaN, 254 for ∞, 255 for −∞. */
  readonly voxels: Binary;
  /** `[frames, height, width]`. */
  readonly embedded: readonly [number, number, number];
}
