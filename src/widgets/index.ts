// What every figure is.
export type { MimeBundle } from '../lib/display.js';

// Inside a network.
export { type ActivationGridOptions, activationGrid } from './activation-grid.js';
export type { Events, TimedEvent } from './event-frames.js';
export { type EventStripOptions, eventStrip } from './event-strip.js';
export { defineFigure, type FigureDefinition, type FigureMaker } from './define-figure.js';
export { Figure, type FigureContent, type FigurePage, type FigureType } from './figure.js';
export { link } from './link.js';
export type { MessageListener, Observer } from './live/shared-state.js';
export * as trait from './traits.js';
export type { GivenOf, StateOf, Trait, Traits } from './traits.js';
export type { PosterParts, PosterTile } from './poster.js';
export { type FilterPlayerOptions, filterPlayer } from './filter-player.js';
// Videos and what happens in them.
export { type FrameSliderOptions, frameSlider } from './frame-slider.js';
export { type FlowFieldOptions, flowField } from './flow-field.js';
export { type ClipGalleryOptions, clipGallery, type GallerySource } from './clip-gallery.js';
export { type VideoPlayerOptions, videoPlayer } from './video-player.js';
export { type LabelEditorOptions, labelEditor } from './label-editor.js';
// Training.
export { type LivePlot, type LivePlotOptions, livePlot } from './live-plot.js';

// What figures show, as plain data.
export type {
  ActivationGridState,
  ActivationLayerState,
  ClipGalleryState,
  EventStripState,
  FilterPlayerState,
  FlowFieldState,
  FrameSliderState,
  GalleryClip,
  LabelEditorState,
  LivePlotState,
  PlayedFilter,
  PlottedEpoch,
  TrainingStatus,
  VideoPlayerState,
} from './states.js';
