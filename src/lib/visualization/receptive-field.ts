import type { Layer } from '../models/layers/index.js';
import type { VideoModel } from '../models/model.js';
import { chainTo } from './layer-graph.js';

/** Along frames, height and width. */
type Triple = readonly [number, number, number];

/** Which part of the input the cells of a layer see, along frames, height and width, in input frames and pixels. */
export interface ReceptiveField {
  /** Extent of what one cell sees, at most the whole input. */
  readonly size: Triple;
  /** From one cell to the next. */
  readonly step: Triple;
  /** The middle of what the first cell sees; the middle of the first pixel is 0. */
  readonly offset: Triple;
}

/** Layers that work on each cell by itself. */
const CELLWISE = ['InputLayer', 'Activation', 'BatchNormalization', 'Dropout', 'ReLU', 'LeakyReLU', 'PReLU', 'ELU'];

/**
 * The receptive field of a layer's cells; undefined where the way from the input branches or passes a layer of unknown reach.
 *
 * Source: Araujo et al. 2019, "Computing receptive fields of convolutional neural networks", https://distill.pub/2019/computing-receptive-fields
 */
export function receptiveField(model: VideoModel, layer: Layer): ReceptiveField | undefined {
  const way = chainTo(model, layer);
  if (!way) return undefined;
  const [window, ...place] = model.inputShape;
  let lengths = [window, place[0], place[1]];
  let field: ReceptiveField = { size: [1, 1, 1], step: [1, 1, 1], offset: [0, 0, 0] };
  for (const each of way) {
    if (each.outputShape.length !== 5) return undefined;
    if (each.getClassName() === 'TemporalDeviation') field = { ...field, size: [window, field.size[1], field.size[2]] };
    else if (!CELLWISE.includes(each.getClassName())) {
      const wider = widened(field, each, lengths);
      if (!wider) return undefined;
      field = wider;
    }
    lengths = each.outputShape.slice(1, 4).map(Number);
  }
  const [frames, height, width] = field.size;
  return { ...field, size: [Math.min(frames, window), Math.min(height, place[0]), Math.min(width, place[1])] };
}

/** The field after a layer that looks through a window: a convolution or pooling. */
function widened(field: ReceptiveField, layer: Layer, lengths: readonly number[]): ReceptiveField | undefined {
  const { kernelSize, poolSize, strides, dilationRate, padding } = layer.getConfig();
  const window = triple(kernelSize ?? poolSize);
  const stride = triple(strides ?? 1);
  const dilation = triple(dilationRate ?? 1);
  if (!window || !stride || !dilation) return undefined;
  const each = (value: (axis: number) => number): Triple => [value(0), value(1), value(2)];
  const reach = each((axis) => (window[axis] - 1) * dilation[axis]);
  const added = each((axis) => {
    if (padding !== 'same') return 0;
    const missing = (Math.ceil(lengths[axis] / stride[axis]) - 1) * stride[axis] + reach[axis] + 1 - lengths[axis];
    return Math.floor(Math.max(0, missing) / 2);
  });
  return {
    size: each((axis) => field.size[axis] + field.step[axis] * reach[axis]),
    step: each((axis) => field.step[axis] * stride[axis]),
    offset: each((axis) => field.offset[axis] + field.step[axis] * (reach[axis] / 2 - added[axis])),
  };
}

function triple(value: unknown): Triple | undefined {
  if (typeof value === 'number') return [value, value, value];
  return Array.isArray(value) && value.length === 3 ? (value.map(Number) as [number, number, number]) : undefined;
}
