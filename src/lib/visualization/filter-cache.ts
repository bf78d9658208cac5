import { createHash } from 'node:crypto';
import type { Layer } from '../models/layers/index.js';
import type { VideoModel } from '../models/model.js';

/** One filter's ascent as it is kept. */
export interface KeptAscent {
  readonly values: Float32Array;
  readonly objective: readonly number[];
  readonly isDead: boolean;
  /** The clip made visible along the way, where it was asked for. */
  readonly trace?: readonly { readonly step: number; readonly data: Uint8Array }[];
}

/** Most values kept a model, 128 MiB as float32: 500 clips of 4 × 128 × 128. */
const LARGEST = 2 ** 25;

const perModel = new WeakMap<VideoModel, KeptAscents>();

/** Ascents by a key that holds whatever the result depends on, the weights' fingerprint included; the oldest are dropped first. */
export interface KeptAscents {
  get(key: string): KeptAscent | undefined;
  set(key: string, ascent: KeptAscent): void;
}

/** The ascents found before with a model. */
export function keptAscents(model: VideoModel): KeptAscents {
  const known = perModel.get(model);
  if (known) return known;
  const found = new Map<string, KeptAscent>();
  const made: KeptAscents = {
    get: (key) => found.get(key),
    set: (key, ascent) => {
      found.set(key, ascent);
      // Four bytes of a clip on the way weigh as much as one value.
      const weight = ascent.values.length * (1 + (ascent.trace?.length ?? 0) / 4);
      const most = Math.max(1, Math.floor(LARGEST / weight));
      for (const oldest of found.keys()) {
        if (found.size <= most) break;
        found.delete(oldest);
      }
    },
  };
  perModel.set(model, made);
  return made;
}

/** A digest of the weights of some layers: training on changes it. */
export async function weightsFingerprint(layers: readonly Layer[]): Promise<string> {
  const digest = createHash('sha256');
  for (const layer of layers) for (const weight of layer.weights) digest.update(bytesOf(await weight.read().data()));
  return digest.digest('base64');
}

/** A digest of values. */
export function fingerprint(values: ArrayBufferView): string {
  return createHash('sha256').update(bytesOf(values)).digest('base64');
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
