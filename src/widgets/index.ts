// What every figure is.

// What they are given.
export type { Events, TimedEvent } from './event-frames.js';
export { Figure, type FigureKind } from './figure.js';
// Figures.
export { type FrameSliderOptions, frameSlider } from './frame-slider.js';
export type { FrameSliderState } from './states.js';
