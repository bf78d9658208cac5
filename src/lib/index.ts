// The library: `import { … } from 'framescope'`. Public names, a line each.

// Videos and frames
export { openVideo, type Video } from './video/video.js';
export type { VideoFacts } from './video/probe.js';
export { Frames, type FramesInit } from './video/frames.js';
export type { DecodeOptions, FrameRange, StreamOptions, VideoFrame } from './video/stream-frames.js';
export type { DecodeWarning } from './video/showinfo-reader.js';
export type { PictureOptions } from './video/picture-plan.js';
export type { Fit } from './video/fit.js';
export type { Interpolation, PictureSize } from './video/resize.js';
export { type FrameSource, type SavedVideo, type SaveVideoOptions, saveVideo } from './video/save-video.js';
export type { VideoCodec } from './video/video-encoding.js';
export { type GrayColors, type SaveGifOptions, saveGif } from './video/save-gif.js';
export { type ColorMode, type InputColor, type Preprocessing, preprocessing } from './preprocessing.js';

// Optical flow
export { type ColorFlowOptions, colorFlow } from './flow/color-flow.js';
export type { FlowCoding } from './flow/flow-color.js';
export type { FlowField } from './flow/flow-field.js';

// Data
export { type LabelledEntry, sampleData, type VideoEntry, type VideoFolder, videoFolder } from './data/video-folder.js';
export { type LoadEventsOptions, loadEvents } from './data/events.js';
export { type SaveEventsOptions, saveEvents } from './data/save-events.js';
export { type LoadLabelsOptions, loadLabels } from './data/load-labels.js';
export { type SaveLabelsOptions, saveLabels } from './data/save-labels.js';
export type { EventLabel, LabelRegion, LabelSource, RangeLabel, VideoLabels } from './data/labels/video-labels.js';
export { eventsInWindow, windowLength, type WindowOptions, windowStarts } from './data/windows.js';
export {
  type DatasetSplit,
  type LabelledVideo,
  type LeftOut,
  type PrefetchOptions,
  type RandomWindow,
  WindowDataset,
} from './data/window-dataset.js';
export type { ClassBalance, ClassShare } from './data/class-balance.js';
export type { WindowBatch } from './data/window-batch.js';
export type { BatchesOptions } from './data/window-pass.js';
export type { SplitNames, SplitOptions, SplitShares } from './data/split.js';
export type { LoadOptions } from './data/load-labelled-videos.js';
export { type Jumper, type JumperOptions, makeJumper } from './data/jumper/index.js';

// NumPy's arrays
export { decodeNpy, type NpyArray } from './data/npy.js';
export type { ElementType, NpyData } from './data/npy-types.js';
export { decodeNpz } from './data/npz.js';

// Models
export { type SpeedCounterOptions, speedCounter } from './models/speed-counter.js';
export { type NamedVariable, type OutputKind, VideoModel, type VideoModelInit } from './models/model.js';
export { type LayerSummary, ModelSummary } from './models/summary.js';
export { type KerasFiles, type LoadModelOptions, loadModel } from './weights/load-model.js';
export { saveModel } from './weights/model-file.js';
export { sampleModel } from './weights/sample-model.js';
export type { NamedArray } from './weights/safetensors.js';

// Training
export { type FitOptions, fit } from './training/fit.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './training/evaluate.js';
export { type SgdOptions, sgd } from './training/sgd.js';
export { type AdamOptions, adam } from './training/adam.js';
export type { LearningRate, Optimizer, OptimizerState } from './training/optimizer.js';
export { type CosineDecayOptions, cosineDecay } from './training/schedules.js';
export {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  type LossOptions,
  sparseCategoricalCrossEntropy,
} from './training/losses.js';
export { History } from './training/history.js';
export type {
  BatchLog,
  CallbackState,
  EpochLog,
  ResumePoint,
  TrainingCallback,
  TrainingEnd,
  TrainingPlan,
  TrainingRun,
} from './training/callbacks.js';
export { type CheckpointOptions, checkpoint } from './training/callbacks/checkpoint.js';
export { csvLog } from './training/callbacks/csv-log.js';
export { type EarlyStoppingOptions, earlyStopping } from './training/callbacks/early-stopping.js';
export { type PrintProgressOptions, printProgress } from './training/callbacks/print-progress.js';
export { type TensorboardOptions, tensorboard } from './training/callbacks/tensorboard.js';
export type { TrainingState } from './training/training-state.js';

// Counting
export {
  type CountEventsOptions,
  type CountedEvent,
  CountedEvents,
  type CountedEventsData,
  type CountedEventsInit,
  countEvents,
} from './evaluation/count-events.js';
export { type ChooseThresholdOptions, type ChosenThreshold, chooseThreshold } from './evaluation/choose-threshold.js';
export type { EventMatch } from './evaluation/event-pairs.js';
export { matchEvents } from './evaluation/match-events.js';
export {
  type AnnotatorAgreement,
  annotatorAgreement,
  type MergeOptions,
  mergeLabels,
} from './evaluation/annotator-agreement.js';
export { eventsFromProbability, type PeakOptions } from './evaluation/events-from-probability.js';
export { type FrameProbabilityOptions, frameProbability } from './evaluation/frame-probability.js';
export { type CounterRecipeOptions, counterRecipe } from './evaluation/counter-recipe.js';
export { type TrainCounterOptions, type TrainedCounter, trainCounter } from './evaluation/train-counter.js';
export { evaluateCounter } from './evaluation/evaluate-counter.js';
export { type LeaveOneOutOptions, leaveOneOut } from './evaluation/leave-one-out.js';
export { CountingScores, type CountingScoresData, type VideoScore } from './evaluation/counting-scores.js';

// Recognising actions
export { type ClassLabels, type Confusion, confusionOf } from './evaluation/confusion.js';
export {
  type AveragedScore,
  type ClassificationReport,
  type ClassScore,
  classificationReport,
} from './evaluation/classification-report.js';
export { type ScoredClass, topClasses, topKAccuracy } from './evaluation/top-classes.js';
export { type IntervalOptions, intervalsFromProbability } from './evaluation/intervals-from-probability.js';
export type { ProbabilityInterval } from './evaluation/probability-steps.js';
export { type QueueOptions, queueAverage } from './evaluation/queue-average.js';

// Looking inside
export { type ActivationsOptions, activations } from './visualization/activations.js';
export { type VisualizeFiltersOptions, visualizeFilters } from './visualization/visualize-filters.js';
export { filterGrid } from './visualization/filter-grid.js';
export { type SaveFramesOptions, saveFrames } from './visualization/save-frames.js';
export { type SaveFilterGifsOptions, saveFilterGifs } from './visualization/save-filter-gifs.js';
export type { Activations, ChannelSummary, FilterStep, FilterVisualization, LayerActivation } from './visualization/results.js';
export type { AscentStart } from './visualization/ascent-start.js';
export type { WantedFilters } from './visualization/choose-filters.js';
export type { Jitter } from './visualization/jitter.js';
export type { ReceptiveField } from './visualization/receptive-field.js';
export type { FilterTarget } from './visualization/target-layer.js';
export type { Smoothness } from './visualization/total-variation.js';

// Engine, errors, randomness, long calls
export { type BackendDescription, describeBackend, type EngineName, engineReady } from './backend/engine.js';
export {
  AbortedError,
  CheckpointError,
  type ErrorDetails,
  FramescopeError,
  InvalidInputError,
  MissingEngineError,
  NotFoundError,
  UnsupportedMediaError,
  WriteError,
} from './errors.js';
export { createRandom, type Random } from './random.js';
export type { LongCallOptions, Progress } from './progress.js';

// What a computation took, and what it ran on
export { type TimeOptions, Timing, time } from './notebook/time.js';
export { Environment, type EnvironmentData, env } from './notebook/env.js';
