import { asPictures } from '../lib/flow/color-flow.js';
import type { Activations } from '../lib/visualization/results.js';
import { quantise } from './quantise.js';
import { EMBEDDING_LIMIT, encodeFrames } from './sprite-sheets.js';
import type { ActivationLayerState, EmbeddedLayer, SpriteSheets } from './states.js';

/** Activations as a page carries them: what does not change while a figure is looked at. */
export interface PackedActivations {
  readonly layers: readonly EmbeddedLayer[];
  readonly input: SpriteSheets;
  /** What was left out, in sentences that begin with a space; '' where all is in. */
  readonly notes: string;
}

/** Layers as bytes, and the clip as pictures; of layers that are more than a page holds, less. */
export async function packActivations(
  { input, layers }: Activations,
  states: readonly ActivationLayerState[],
): Promise<PackedActivations> {
  const { stride, factors } = reduction(states);
  const notes = [
    stride > 1 ? ` One time slice in ${stride} is shown, to keep the page small.` : '',
    factors.some((factor) => factor > 1) ? ' Large layers are shown at a lower resolution, to keep the page small.' : '',
  ];
  return {
    layers: layers.map((activation, i) => {
      const layer = states[i];
      return { ...layer, ...quantise(activation, layer, { stride, factor: factors[i] }) };
    }),
    input: (await encodeFrames(asPictures(input))).pictures,
    notes: notes.join(''),
  };
}

/** How much must be left out to stay below the limit: resolution first, down to about 56 pixels, then time slices, then resolution again. */
function reduction(layers: readonly ActivationLayerState[]): { stride: number; factors: number[] } {
  const factors = layers.map(() => 1);
  const bytes = (i: number, stride: number): number => {
    const [frames, height, width, channels] = layers[i].shape;
    return (Math.ceil(frames / stride) * Math.ceil(height / factors[i]) * Math.ceil(width / factors[i]) * channels * 4) / 3;
  };
  const total = (stride: number): number => layers.reduce((sum, _, i) => sum + bytes(i, stride), 0);
  const side = (i: number): number => Math.max(layers[i].shape[1], layers[i].shape[2]) / factors[i];
  let stride = 1;
  const shrink = (least: number): void => {
    while (total(stride) > EMBEDDING_LIMIT) {
      const largest = layers
        .map((_, i) => i)
        .filter((i) => side(i) > least)
        .sort((a, b) => bytes(b, stride) - bytes(a, stride))[0];
      if (largest === undefined) break;
      factors[largest]++;
    }
  };
  shrink(56);
  const longest = Math.max(...layers.map(({ shape }) => shape[0]));
  while (total(stride) > EMBEDDING_LIMIT && stride < longest) stride++;
  shrink(1);
  return { stride, factors };
}
