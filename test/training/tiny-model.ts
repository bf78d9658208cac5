import { engine } from '../../src/lib/backend/engine.js';
import { layerFactories } from '../../src/lib/models/layers/index.js';
import { type OutputKind, VideoModel } from '../../src/lib/models/model.js';
import { preprocessing } from '../../src/lib/preprocessing.js';

/** Height and width of what a tiny model reads. */
export const TINY = 8;

/** A model with every kind of weight there is, that learns in milliseconds: convolution, batch normalisation, dense. */
export function tinyModel({ seed = 1, filters = 2, output = 'sigmoid' as OutputKind } = {}): VideoModel {
  const make = layerFactories();
  const initializer = (n: number) => engine().initializers.glorotUniform({ seed: seed * 10 + n });
  const network = engine().sequential({
    layers: [
      make.conv3d({ filters, kernelSize: [2, 3, 3], inputShape: [4, TINY, TINY, 1], kernelInitializer: initializer(1) }),
      make.batchNormalization({ momentum: 0.9 }),
      make.activation({ activation: 'relu' }),
      make.flatten({}),
      make.dense({ units: 4, activation: output, kernelInitializer: initializer(2) }),
    ],
  });
  return new VideoModel({ name: 'tiny', network, output, preprocessing: preprocessing({ size: TINY }) });
}

/** All weights of a model, one after the other. */
export function weightsOf(model: VideoModel): number[] {
  return model.weights().flatMap(({ variable }) => Array.from(variable.dataSync()));
}
