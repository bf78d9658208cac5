import { type FlowField, flowSize, isKnown } from '../lib/flow/flow-field.js';
import { EMBEDDING_LIMIT } from './sprite-sheets.js';

/** Flow as a page carries it. */
export interface PackedFlow {
  /** `[fields, height, width, 2]`, in `unit`s; −32768 where movement is not known. */
  readonly vectors: Int16Array;
  readonly embedded: readonly [number, number, number];
  /** Pixels that 1 stands for. */
  readonly unit: number;
  /** Every so many fields are in. */
  readonly stride: number;
  /** Each value is the mean of `factor` × `factor` places. */
  readonly factor: number;
}

/** Cells that a page holds: four bytes each, in base64. */
const LARGEST = (EMBEDDING_LIMIT * 3) / 16;

/** Sides are made no smaller than this for the sake of more fields: below it, limbs are lost. */
const SMALLEST_SIDE = 96;

/** The largest 16-bit integer, and what stands for a movement that is not known. */
const FULL = 32_767;
const UNKNOWN = -32_768;

/**
 * Flow as 16-bit integers: 65,535 levels, rounded towards 0, so that the longest movement stays within the range of the colours.
 * Where that would be too much, neighbours are averaged first, then fields left out.
 */
export function packFlow(flow: FlowField, greatest: number): PackedFlow {
  const { fields, height, width } = flowSize(flow);
  const cells = (factor: number): number => Math.ceil(height / factor) * Math.ceil(width / factor);
  let factor = 1;
  while (fields * cells(factor) > LARGEST && (cells(factor) > LARGEST || Math.max(width, height) / (factor + 1) >= SMALLEST_SIDE))
    factor++;
  const stride = Math.max(1, Math.ceil((fields * cells(factor)) / LARGEST));
  const embedded = [Math.ceil(fields / stride), Math.ceil(height / factor), Math.ceil(width / factor)] as const;
  const unit = (greatest || 1) / FULL;
  const vectors = new Int16Array(embedded[0] * embedded[1] * embedded[2] * 2);
  let at = 0;
  for (let field = 0; field < fields; field += stride) {
    for (let y = 0; y < height; y += factor) {
      for (let x = 0; x < width; x += factor) {
        const mean = meanOf(flow.data, { field, x, y, factor, width, height });
        vectors[at++] = mean ? Math.trunc(mean[0] / unit) : UNKNOWN;
        vectors[at++] = mean ? Math.trunc(mean[1] / unit) : UNKNOWN;
      }
    }
  }
  return { vectors, embedded, unit, stride, factor };
}

interface Block {
  readonly field: number;
  readonly x: number;
  readonly y: number;
  readonly factor: number;
  readonly width: number;
  readonly height: number;
}

/** The mean of the known movements of a block; undefined where none is known. */
function meanOf(data: Float32Array, { field, x, y, factor, width, height }: Block): [number, number] | undefined {
  let [sumX, sumY, count] = [0, 0, 0];
  for (let row = y; row < Math.min(height, y + factor); row++) {
    for (let column = x; column < Math.min(width, x + factor); column++) {
      const at = 2 * ((field * height + row) * width + column);
      if (!isKnown(data[at], data[at + 1])) continue;
      sumX += data[at];
      sumY += data[at + 1];
      count++;
    }
  }
  return count > 0 ? [sumX / count, sumY / count] : undefined;
}
