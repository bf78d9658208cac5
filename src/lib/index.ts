// The library: `import { … } from 'framescope'`. Public names, a line each.

// Engine, errors, randomness
export { type BackendDescription, describeBackend, type EngineName } from './backend/engine.js';
export { loadEvents } from './data/events.js';
export { type Jumper, type JumperOptions, makeJumper } from './data/jumper/index.js';
export type { LoadOptions } from './data/load-labelled-videos.js';

// Data
export { sampleData, type VideoEntry, type VideoFolder, videoFolder } from './data/video-folder.js';
export { type BatchesOptions, type LabelledVideo, type WindowBatch, WindowDataset } from './data/window-dataset.js';
export { eventsInWindow, type WindowOptions, windowStarts } from './data/windows.js';
export {
  AbortedError,
  type ErrorDetails,
  FramescopeError,
  InvalidInputError,
  MissingEngineError,
  NotFoundError,
  UnsupportedMediaError,
} from './errors.js';
export { type ChooseThresholdOptions, type ChosenThreshold, chooseThreshold } from './evaluation/choose-threshold.js';
// Counting
export { type CountEventsOptions, type CountedEvent, CountedEvents, countEvents } from './evaluation/count-events.js';
export { eventsFromProbability, type PeakOptions } from './evaluation/events-from-probability.js';
export { type FrameProbabilityOptions, frameProbability } from './evaluation/frame-probability.js';
export { type EventMatch, matchEvents } from './evaluation/match-events.js';
export { type OutputKind, VideoModel } from './models/model.js';
// Models
export { type SpeedCounterOptions, speedCounter } from './models/speed-counter.js';
export { type LayerSummary, ModelSummary } from './models/summary.js';
export { type ColorMode, type Preprocessing, preprocessing } from './preprocessing.js';
export type { LongCallOptions, Progress } from './progress.js';
export { createRandom, type Random } from './random.js';
export { type AdamOptions, adam } from './training/adam.js';
export type {
  BatchLog,
  EpochLog,
  TrainingCallback,
  TrainingEnd,
  TrainingPlan,
} from './training/callbacks.js';
// Training
export { type FitOptions, fit } from './training/fit.js';
export { History } from './training/history.js';
export type { Optimizer } from './training/optimizer.js';
export { type SgdOptions, sgd } from './training/sgd.js';
export { Frames, type FramesInit } from './video/frames.js';
export { type SaveGifOptions, saveGif } from './video/save-gif.js';
// Videos and frames
export { openVideo, type Video } from './video/video.js';

// Looking inside
export { type ActivationsOptions, activations } from './visualization/activations.js';
export type { Activations, FilterVisualization, LayerActivation } from './visualization/results.js';
export { type VisualizeFiltersOptions, visualizeFilters } from './visualization/visualize-filters.js';
export { loadModel, saveModel } from './weights/model-file.js';
