import { InvalidInputError } from '../errors.js';
import type { Layer } from '../models/layers/index.js';
import type { VideoModel } from '../models/model.js';
import { requireOneOf } from '../shape.js';
import { hasKernel, isNonLinear, layersAfter, layersBefore, requireFrames } from './layer-graph.js';

/**
 * Which answer of a block is meant: the convolution's own, 'before' normalisation and non-linearity, or the one 'after' the
 * non-linearity.
 */
export type FilterTarget = 'before' | 'after';

/**
 * The layer to look at: the one named, or with a target the convolution ('before') or the non-linearity ('after') of the block
 * that the named layer belongs to, be it the block's convolution, normalisation, activation or pooling.
 *
 * @throws {InvalidInputError} when there is no such layer, its output has no frames, or its block has no such place.
 */
export function targetLayer(model: VideoModel, name: string, target?: FilterTarget): Layer {
  const named = model.layer(name);
  requireFrames(named);
  if (target === undefined) return named;
  requireOneOf('target', target, ['before', 'after']);
  const kernel = walk(named, hasKernel, (layer) => layersBefore(model, layer));
  if (!kernel) throw new InvalidInputError(`layer ${name} belongs to no block with a convolution`, { received: { target } });
  if (target === 'after') {
    const found = walk(kernel, isNonLinear, (layer) => layersAfter(model, layer).filter((other) => !hasKernel(other)));
    if (found) return found;
    throw new InvalidInputError(`no non-linearity follows ${kernel.name}`, { received: { layer: name, target } });
  }
  if (!isNonLinear(kernel)) return kernel;
  throw new InvalidInputError(`layer ${kernel.name} applies its non-linearity itself, so nothing of it lies before`, {
    received: { layer: name, target },
    accepted: "target 'after'",
  });
}

/** The first layer that fits, from one on along a way without branches. */
function walk(from: Layer, fits: (layer: Layer) => boolean, next: (layer: Layer) => Layer[]): Layer | undefined {
  let layer = from;
  while (!fits(layer)) {
    const following = next(layer);
    if (following.length !== 1) return undefined;
    layer = following[0];
  }
  return layer;
}
