/** What the Node half and the browser half of each figure agree on. Bytes travel as `Binary`. */

import type { VideoLabels } from '../lib/data/labels/video-labels.js';
import type { PlottedRun, TrainingView } from './chart-states.js';
import type { ColorMap, ColorRange } from './drawing/color-maps.js';

/** Bytes: a typed array where they are made, a `DataView` where they arrive. */
export type Binary = ArrayBufferView;

/** How pictures of one size are tiled, row by row, into sheets. */
export interface SheetLayout {
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

/** Pictures of one size in sheets. */
export interface SpriteSheets extends SheetLayout {
  /** Encoded pictures, each a sheet of `columns` × `rows` tiles; the last may have fewer rows. */
  readonly sheets: readonly Binary[];
}

/** A label editor's state. */
export interface LabelEditorState {
  readonly title: string;
  /** The frame shown; observable, and set by whoever wants another. */
  frame: number;
  /** Frames shown a second at first. */
  readonly fps: number;
  readonly frameRate: number;
  /** Pixels of the video, in which the region is. */
  readonly width: number;
  readonly height: number;
  /** The labels as they are; observable. */
  labels: VideoLabels;
  /** Another annotator's labels, laid over these; none where there are no events in them. */
  other: VideoLabels;
  /** Changes that the reader has made so far. */
  edition: number;
  /** What became of an edition: where it is saved, or why it is not. */
  saved: { readonly edition: number; readonly words: string; readonly isBad: boolean };
  /** Name of the file that the kernel keeps the labels in. */
  readonly file: string | undefined;
}

/** What a label editor's page carries beyond its state. */
export interface LabelEditorPage extends LabelEditorState {
  /** Tells the video from others, whatever it is called. */
  readonly content: string;
  /** Seconds, one a frame. */
  readonly timestamps: readonly number[];
  readonly pictures: SpriteSheets;
  /** Every so many frames have a picture. */
  readonly stride: number;
}

/** An event strip's state. All events are frames, ascending. */
export interface EventStripState {
  readonly title: string | undefined;
  /** As given: what is predicted at `givenThreshold`. */
  readonly predicted: readonly number[];
  /** Undefined when nothing is known to compare with; then nothing is matched either. */
  readonly actual: readonly number[] | undefined;
  /** Frames that a matched pair may be apart. */
  readonly tolerance: number;
  readonly frameRate: number | undefined;
  readonly frameCount: number;
  /** One a frame; in a browser a `DataView` of little-endian floats. */
  readonly probability: Float32Array | DataView | undefined;
  /** Where `minimumGap` is known, what is predicted follows it: a share of the height of the video's clear peaks; observable. */
  threshold: number | undefined;
  readonly givenThreshold: number | undefined;
  /** The gap in frames at which the curve's events are the predicted ones; undefined where they are not, or nothing is known. */
  readonly minimumGap: number | undefined;
  /** The frame looked at, or −1; observable. */
  frame: number;
}

/** One epoch as a live plot keeps it. */
export interface PlottedEpoch {
  /** From 0. */
  readonly epoch: number;
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** How far training is. */
export type TrainingStatus = 'waiting' | 'training' | 'finished' | 'stopped' | 'interrupted' | 'failed';

/** A live plot's state. */
export interface LivePlotState extends TrainingView {
  readonly title: string;
  /** Name of the run that is followed, where there are others. */
  readonly name: string;
  readonly status: TrainingStatus;
  /** Epochs that were planned. */
  readonly plannedEpochs: number;
  readonly batchesPerEpoch: number;
  readonly epochs: readonly PlottedEpoch[];
  readonly batches: NonNullable<PlottedRun['batches']>;
  readonly faults: NonNullable<PlottedRun['faults']>;
  /** Batches seen. */
  readonly batchCount: number;
  /** Wall time since training began. */
  readonly seconds: number;
  /** Whether a button may ask for the end of training. */
  readonly canStop: boolean;
  /** Runs that this one is laid over. */
  readonly others: readonly PlottedRun[];
}

/** A channel with values that are not finite. */
export interface NotFinite {
  readonly channel: number;
  /** How many are NaN, +∞ and −∞. */
  readonly counts: readonly [number, number, number];
}

/** One layer in an activation grid. */
export interface ActivationLayerState {
  readonly name: string;
  /** `[frames, height, width, channels]` as the network gave it. */
  readonly shape: readonly [number, number, number, number];
  /** Least and greatest finite value of each channel over all its slices; 0 where it has none. */
  readonly minima: readonly number[];
  readonly maxima: readonly number[];
  /** Channels that are zero everywhere. */
  readonly dead: readonly number[];
  /** Channels with values that are not finite, ascending. */
  readonly notFinite: readonly NotFinite[];
  /** The part of the input that the cells' middles cover: left, top, width and height as shares of the input's. */
  readonly place: readonly [number, number, number, number];
}

/** What the ends of a colour map stand for: a channel's own range, that of its layer's channels, or `range`. */
export type ActivationScale = 'own' | 'shared' | 'range';

/** An activation grid's state. */
export interface ActivationGridState {
  readonly title: string;
  /** The time looked at, from 0 to before `sliceCount`; observable. A layer with fewer slices shows the one at that share of the time. */
  slice: number;
  /** Slices of the longest of input and layers. */
  readonly sliceCount: number;
  /** Observable. */
  scale: ActivationScale;
  /** Values at the ends of the colour map where `scale` is 'range', the lower first; observable. */
  range: ColorRange;
  /** Observable. 'diverging' has its middle at 0, whatever the scale. */
  colorMap: ColorMap;
  /** Whether channels are shown over the input; observable. */
  isOverlaid: boolean;
  readonly layers: readonly ActivationLayerState[];
}

/** A layer's values as a page carries them. */
export interface EmbeddedLayer extends ActivationLayerState {
  /** Size of what is embedded, `[frames, height, width, channels]`: `shape`, or less where that would be too much. */
  readonly embedded: readonly [number, number, number, number];
  /** Bytes, `[channels, frames, height, width]`: 0–252 stand for the channel's minimum to maximum, 253 for NaN, 254 for ∞, 255 for −∞. */
  readonly values: Binary;
}

/** What an activation grid's page carries. */
export interface ActivationGridPage extends Omit<ActivationGridState, 'layers'> {
  readonly layers: readonly EmbeddedLayer[];
  /** The clip that was fed. */
  readonly input: SpriteSheets;
}

/** One filter in a player. */
export interface PlayedFilter {
  readonly layer: string;
  readonly filter: number;
  /** The maximised activation before the first step and after every step; null in a page where it is not finite. */
  readonly objective: readonly number[];
  readonly isDead: boolean;
  /** How many values of its clip are NaN or infinite. */
  readonly notFinite: number;
}

/** A filter player's state. */
export interface FilterPlayerState {
  readonly title: string;
  /** The frame shown; observable. */
  frame: number;
  readonly frameCount: number;
  readonly fps: number;
  /** Forward, then backward; observable. */
  pingPong: boolean;
  /** Steps of ascent after which clips were kept, ascending; empty where only the last is there. */
  readonly steps: readonly number[];
  /** Which of `steps` all filters show, by its place; observable. 0 where there are none. */
  step: number;
  readonly filters: readonly PlayedFilter[];
  /** One channel, so that colours are a matter of choice. */
  readonly isGray: boolean;
  /** Of clips of one channel; observable. */
  colorMap: ColorMap;
  /** Two channels, shown in the colours of flow. */
  readonly isFlow: boolean;
}

/** What a filter player's page carries. */
export interface FilterPlayerPage extends FilterPlayerState {
  /** All filters' frames, filter after filter, in each step after step. */
  readonly pictures: SpriteSheets;
  /** Places in `steps` of those that are in; `[0]` where there are none. */
  readonly shownSteps: readonly number[];
  /** Every so many frames are in. */
  readonly stride: number;
}

/** A video player's state. */
export interface VideoPlayerState {
  readonly title: string;
  /** Size, length and codec, in words. */
  readonly facts: string;
  /** MIME type: 'video/mp4', 'video/webm'. */
  readonly mime: string;
  /** Pixels as shown. */
  readonly width: number;
  readonly height: number;
  /** Seconds. */
  readonly duration: number;
  /** Whether the file is in the page, or beside it. */
  readonly source: 'embedded' | 'linked';
  /** Why browsers do not play the file; undefined where they do. */
  readonly problem: string | undefined;
}

/** What a video player's page carries: the file itself, where it is embedded and browsers play it. */
export interface VideoPlayerPage extends VideoPlayerState {
  readonly bytes: Binary | undefined;
}
