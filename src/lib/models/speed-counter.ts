import type { LayersModel } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import { InvalidInputError } from '../errors.js';
import { type InputColor, preprocessing } from '../preprocessing.js';
import { createRandom } from '../random.js';
import { requireOneOf } from '../shape.js';
import { type Layer, layerFactories } from './layers/index.js';
import type { Extent3D, PoolingGradient } from './layers/max-pooling-3d.js';
import { type OutputKind, VideoModel } from './model.js';

/** Options of the jump-rope counter. */
export interface SpeedCounterOptions {
  /** Frames in a window. Default 4, at least 3 (two convolutions look at two frames each). */
  readonly window?: number;
  /** Height and width in pixels. Default 128; at least 121, below which nothing is left to pool. */
  readonly size?: number;
  /** 1 for gray, 2 for optical flow, 3 for colour. Default 1. */
  readonly channels?: 1 | 2 | 3;
  /** Seed of the initial weights. Default 7. */
  readonly seed?: number;
  /**
   * 'sigmoid' (default): a probability for every frame by itself, so a window may hold no event, or several.
   * 'softmax': one distribution over the window's frames, as in the original work; it cannot say 'no jump'.
   */
  readonly output?: OutputKind;
  /**
   * 'pictures' (default): the network sees the frames as they are, as in the original work.
   * 'motion': it sees how each pixel deviates from its mean over the window, so background and clothes do not distract it:
   * it learns several times faster, and far less by heart.
   */
  readonly input?: 'pictures' | 'motion';
}

/** What so many channels hold. */
const INPUTS: Readonly<Record<1 | 2 | 3, InputColor>> = { 1: 'gray', 2: 'flow', 3: 'rgb' };

/** Filters and kernel of the five blocks. */
const BLOCKS: readonly { readonly filters: number; readonly kernel: Extent3D }[] = [
  { filters: 4, kernel: [2, 16, 16] },
  { filters: 8, kernel: [2, 8, 8] },
  { filters: 16, kernel: [1, 4, 4] },
  { filters: 32, kernel: [1, 3, 3] },
  { filters: 64, kernel: [1, 3, 3] },
];

/**
 * Share of the old moving statistics kept a batch. Keras's 0.99 takes several hundred batches to forget its start, more
 * than a first training has, and probabilities come out far too high; 0.9 follows within a few dozen.
 */
const MOVING_MOMENTUM = 0.9;

/**
 * The jump-rope speed counter: five blocks of Conv3D → batch normalisation → ReLU → max-pooling (1, 2, 2), then one dense
 * layer with an output for every frame of the window. For windows of 4 frames of 128×128 it has 32,368 parameters in gray,
 * 34,416 for optical flow and 36,464 in colour, all but 248 of them trainable.
 *
 * The first two convolutions look at two neighbouring frames at once, so they are not a 2-D convolution of every frame by
 * itself; the other three, one frame long, are.
 *
 * Weights are Glorot uniform, drawn from the seed. Layers are named as Keras numbers them: `conv3d_1` … `frames`.
 *
 * @throws {InvalidInputError} when an option is out of range.
 */
export function speedCounter({
  window = 4,
  size = 128,
  channels = 1,
  seed = 7,
  output = 'sigmoid',
  input = 'pictures',
}: SpeedCounterOptions = {}): VideoModel {
  requireOneOf('output', output, ['sigmoid', 'softmax']);
  requireOneOf('input', input, ['pictures', 'motion']);
  const color = INPUTS[channels];
  if (!color) throw new InvalidInputError('channels must be 1 (gray), 2 (flow) or 3 (colour)', { received: channels });
  const format = preprocessing({ window, size, color });
  if (window < 3)
    throw new InvalidInputError('window must be at least 3: two convolutions look at two frames each', { received: window });
  if (size < 121) throw new InvalidInputError('size must be at least 121: below it nothing is left to pool', { received: size });
  const details = { seed, output, input, movingMomentum: MOVING_MOMENTUM, poolingGradient: 'exact' } as const;
  const network = speedCounterNetwork([window, size, size, channels], details);
  return new VideoModel({ name: 'speedCounter', network, preprocessing: format, output });
}

/** What the counter and its faithful twin differ in, beside the options they share. */
export interface SpeedCounterDetails extends Required<Pick<SpeedCounterOptions, 'seed' | 'output' | 'input'>> {
  /** Share of the old moving statistics kept a batch. */
  readonly movingMomentum: number;
  readonly poolingGradient: PoolingGradient;
}

/** The counter's network for inputs of `[window, height, width, channels]`. */
export function speedCounterNetwork(inputShape: number[], details: SpeedCounterDetails): LayersModel {
  return engine().sequential({ name: 'speed_counter', layers: speedCounterLayers(inputShape, details) });
}

function speedCounterLayers(inputShape: number[], details: SpeedCounterDetails): Layer[] {
  const { seed, output, input, movingMomentum, poolingGradient } = details;
  const make = layerFactories();
  const random = createRandom(seed).fork('weights');
  const kernelInitializer = () => engine().initializers.glorotUniform({ seed: random.integer(2 ** 31) });
  const blocks = BLOCKS.flatMap(({ filters, kernel }, index) => {
    const number = index + 1;
    return [
      make.conv3d({
        name: `conv3d_${number}`,
        filters,
        kernelSize: [...kernel],
        kernelInitializer: kernelInitializer(),
        ...(index === 0 && input === 'pictures' ? { inputShape } : {}),
      }),
      make.batchNormalization({ name: `batch_normalization_${number}`, momentum: movingMomentum }),
      make.activation({ name: `activation_${number}`, activation: 'relu' }),
      make.maxPooling3d({ name: `max_pooling3d_${number}`, poolSize: [1, 2, 2], gradient: poolingGradient }),
    ];
  });
  return [
    ...(input === 'motion' ? [make.temporalDeviation({ name: 'temporal_deviation_1', inputShape })] : []),
    ...blocks,
    make.flatten({ name: 'flatten_1' }),
    make.dense({ name: 'frames', units: inputShape[0], activation: output, kernelInitializer: kernelInitializer() }),
  ];
}
