// Trains the tiny model in a process of its own, with a checkpoint after every batch, a line a batch; then prints its weights.
// node train-in-process.mjs CHECKPOINT [BATCHES FILE]: after so many batches it waits until the file is there.
import { existsSync } from 'node:fs';

import { engine } from '../../dist/lib/backend/engine.js';
import { WindowDataset } from '../../dist/lib/data/window-dataset.js';
import { checkpoint, createRandom, Frames, fit, preprocessing, VideoModel } from '../../dist/lib/index.js';
import { layerFactories } from '../../dist/lib/models/layers/index.js';

const [path, batches, awaited] = process.argv.slice(2);
const SIZE = 8;

const random = createRandom(3);
const videos = ['a', 'b'].map((name) => {
  const data = Uint8Array.from({ length: 40 * SIZE * SIZE }, () => random.integer(256));
  return { name, events: [3, 9, 20], frames: new Frames({ data, shape: [40, SIZE, SIZE, 1], frameRate: 30, name }) };
});
const make = layerFactories();
const initializer = engine().initializers.glorotUniform({ seed: 4 });
const network = engine().sequential({
  layers: [
    make.conv3d({ filters: 2, kernelSize: [2, 3, 3], inputShape: [4, SIZE, SIZE, 1], kernelInitializer: initializer }),
    make.batchNormalization({ momentum: 0.9 }),
    make.flatten({}),
    make.dense({ units: 4, activation: 'sigmoid', kernelInitializer: initializer }),
  ],
});
const model = new VideoModel({ name: 'tiny', network, output: 'sigmoid', preprocessing: preprocessing({ size: SIZE }) });
let done = 0;
const line = {
  async onSettled(after) {
    if (after === 'batch') console.log(++done);
    while (awaited && done >= Number(batches) && !existsSync(awaited)) await new Promise((resolve) => setTimeout(resolve, 20));
  },
};
const history = await fit(model, new WindowDataset(videos, model.preprocessing), {
  epochs: 3,
  batchSize: 4,
  callbacks: [checkpoint(path, { every: 1 }), line],
  resume: path,
});
const weights = model.weights().map(({ variable }) => Buffer.from(variable.dataSync().buffer).toString('hex'));
console.log(JSON.stringify({ weights, metrics: history.epochs.map(({ metrics }) => metrics), resumed: history.plan.resumed }));
