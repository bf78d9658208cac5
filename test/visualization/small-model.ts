import { engine } from '../../src/lib/backend/engine.js';
import { layerFactories } from '../../src/lib/models/layers/index.js';
import { VideoModel } from '../../src/lib/models/model.js';
import { preprocessing } from '../../src/lib/preprocessing.js';
import { createRandom } from '../../src/lib/random.js';
import { Frames } from '../../src/lib/video/frames.js';

/** Frames, height and width of what `smallModel` looks at. */
export const SMALL = { window: 4, size: 20 } as const;

/** Two blocks like the speed counter's, small enough for many steps: 6 filters of 2×5×5, then 5 of 2×3×3. */
export function smallModel({ window, size }: { readonly window: number; readonly size: number } = SMALL): VideoModel {
  const make = layerFactories();
  const network = engine().sequential();
  const block = (number: number, filters: number, kernelSize: [number, number, number], inputShape?: number[]): void => {
    const kernelInitializer = engine().initializers.glorotUniform({ seed: number });
    network.add(make.conv3d({ name: `conv3d_${number}`, filters, kernelSize, kernelInitializer, inputShape }));
    network.add(make.batchNormalization({ name: `batch_normalization_${number}` }));
    network.add(make.activation({ name: `activation_${number}`, activation: 'relu' }));
    network.add(make.maxPooling3d({ name: `max_pooling3d_${number}`, poolSize: [1, 2, 2] }));
  };
  block(1, 6, [2, 5, 5], [window, size, size, 1]);
  block(2, 5, [2, 3, 3]);
  network.add(make.flatten({ name: 'flatten_1' }));
  network.add(make.dense({ name: 'frames', units: window, activation: 'sigmoid' }));
  return new VideoModel({ name: 'small', network, preprocessing: preprocessing({ window, size }), output: 'sigmoid' });
}

/** Sets the bias of some filters so far down that no input makes their ReLU answer. */
export function kill(model: VideoModel, layer: string, filters: readonly number[]): void {
  setBias(model, layer, filters, -1e3);
}

/** Sets the bias of some filters so far up that every input makes their ReLU answer. */
export function wake(model: VideoModel, layer: string, filters: readonly number[]): void {
  setBias(model, layer, filters, 10);
}

function setBias(model: VideoModel, layer: string, filters: readonly number[], value: number): void {
  const bias = model.weights().find(({ name }) => name === `${layer}/bias`)?.variable;
  if (!bias) throw new Error(`${layer} has no bias`);
  const values = bias.dataSync();
  for (const filter of filters) values[filter] = value;
  bias.assign(engine().tensor1d(values as Float32Array));
}

/** A clip of noise. */
export function noiseClip(
  { window, size }: { readonly window: number; readonly size: number } = SMALL,
  seed: number = 3,
): Frames {
  const random = createRandom(seed);
  const data = Uint8Array.from({ length: window * size * size }, () => random.integer(256));
  return new Frames({ data, shape: [window, size, size, 1], frameRate: 30, name: 'noise' });
}
