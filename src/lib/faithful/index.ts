// The original's behaviour where its faults change numbers: `import { … } from 'framescope/faithful'`. Public names, a line
// each. The correct way is everywhere else, and nothing else in the library imports this.

// Frames, windows and labels
export { type ClaimedFramesOptions, claimedFrames } from './claimed-frames.js';
export { type FaithfulWindowOptions, faithfulStarts, faithfulTarget, keptEvents, type LabelRule } from './windows.js';

// Model
export { type FaithfulSpeedCounterOptions, faithfulSpeedCounter } from './speed-counter.js';

// Training
export { type SampleTotals, sampleTotals } from './sample-totals.js';
export { type FaithfulBatchesOptions, faithfulBatches } from './batches.js';

// Counting
export { type AccuracyCeiling, accuracyCeiling } from './accuracy-ceiling.js';
export { FaithfulCount, type FaithfulCountOptions, faithfulCount } from './count.js';

// Looking inside
export { type FaithfulFilters, type FaithfulFiltersOptions, faithfulVisualizeFilters } from './ascent.js';
