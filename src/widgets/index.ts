// What every figure is.
export type { MimeBundle } from '../lib/display.js';

// Inside a network.
export { type ActivationGridOptions, activationGrid } from './activation-grid.js';
export type { Events, TimedEvent } from './event-frames.js';
export { type EventStrip, type EventStripOptions, eventStrip } from './event-strip.js';
export { defineFigure, type FigureDefinition, type FigureMaker } from './define-figure.js';
export { Figure, type FigureContent, type FigurePage, type FigureType } from './figure.js';
export { link } from './link.js';
export type { MessageListener, Observer } from './live/shared-state.js';
export * as trait from './traits.js';
export type { GivenOf, StateOf, Trait, Traits } from './traits.js';
export type { PosterParts, PosterTile } from './poster.js';
export { type VolumeOptions, type VolumeSource, volume } from './volume.js';
export { type FilterPlayerOptions, filterPlayer } from './filter-player.js';
// Videos and what happens in them.
export { type FrameSliderOptions, frameSlider, type SliderPlaying, type SynchronisedOptions } from './frame-slider.js';
export { type FlowFieldOptions, flowField } from './flow-field.js';
export { type ClipGalleryOptions, clipGallery, type GallerySource } from './clip-gallery.js';
export { type VideoPlayerOptions, videoPlayer } from './video-player.js';
export { type LabelEditorOptions, labelEditor, type Predictions } from './label-editor.js';
// A function to play with.
export * as control from './controls.js';
export type { Control, ControlOptions, Controls, SliderOptions, ValuesOf } from './controls.js';
export { type Interaction, type InteractOptions, interact } from './interact.js';
export type { ControlState, ControlValue, InteractState, ShownValue } from './interact-states.js';
// Training.
export { type LivePlot, type LivePlotOptions, livePlot, type TrainingSource } from './live-plot.js';
export { type HistoryPlot, type HistoryPlotOptions, historyPlot } from './history-plot.js';
export type { HistoryLike } from './training-runs.js';

// Actions and their classes.
export { type ConfusionMatrixOptions, confusionMatrix, type LabelledSamples } from './confusion-matrix.js';
export { type ClassReportOptions, classReport } from './class-report.js';
export { type TopKOptions, topK } from './top-k.js';
export { type LabelSmoothingOptions, labelSmoothing } from './label-smoothing.js';
export { type ProbabilityLine, type ProbabilityLineOptions, probabilityLine } from './probability-line.js';
export { type FramePairOptions, framePair } from './frame-pair.js';
export { type BarChart, type BarChartOptions, barChart } from './bar-chart.js';
export type { VegaLiteSpec } from './vega-lite.js';

// What figures show, as plain data.
export type {
  BatchFault,
  Bar,
  BarChartState,
  ClassReportState,
  ConfusionMatrixState,
  FramePairState,
  HistoryLayout,
  HistoryPlotState,
  LabelSmoothingState,
  PlottedRun,
  ProbabilityLineState,
  ScoreColumn,
  ScoreRow,
  TopClass,
  TopKState,
  TrainingView,
} from './chart-states.js';
export type {
  ActivationGridState,
  ActivationLayerState,
  ActivationScale,
  EventStripState,
  FilterPlayerState,
  LabelEditorState,
  LivePlotState,
  NotFinite,
  PlayedFilter,
  PlottedEpoch,
  TrainingStatus,
  VideoPlayerState,
} from './states.js';
export type { FrameSliderState, SliderVideo } from './slider-states.js';
export type { ColorMap, ColorRange } from './drawing/color-maps.js';
export type { ClipGalleryState, FlowFieldState, GalleryClip, VolumeEmphasis, VolumeState } from './scene-states.js';
