// Trains the weights that come along, data/models/speed-counter, on drawn jumpers alone: draws them, trains, evaluates.
// node scripts/train-sample-model.mjs [--data FOLDER] [--videos 16] [--epochs 8] [-o data/models/speed-counter.safetensors]
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeJumpRopeSet } from '../dist/lib/data/jumper/index.js';
import { evaluateCounter, printProgress, saveModel, trainCounter, WindowDataset } from '../dist/lib/index.js';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(tmpdir(), 'framescope-sample-model') },
    videos: { type: 'string', default: '16' },
    epochs: { type: 'string', default: '8' },
    output: { type: 'string', short: 'o', default: 'data/models/speed-counter.safetensors' },
  },
});

/** Training sets: small pictures, since the network sees 128 × 128 pixels anyway, in four shapes. */
const sets = [
  { name: 'wide', seed: 1000, size: { width: 192, height: 144 } },
  { name: 'wider', seed: 2000, size: { width: 224, height: 128 } },
  { name: 'square', seed: 3000, size: { width: 160, height: 160 } },
  { name: 'upright', seed: 4000, size: { width: 128, height: 224 } },
];
/** Videos of other seeds, that training does not see. */
const validationSet = { name: 'validation', seed: 9000, size: { width: 192, height: 144 } };
const VALIDATION_VIDEOS = 8;
const drawing = { seconds: 8, variety: 0.7 };

const train = await openAll(sets.map((set) => ({ ...set, videos: Number(values.videos) })));
const validation = await openAll([{ ...validationSet, videos: VALIDATION_VIDEOS }]);
process.stdout.write(`training: ${train}\nvalidation: ${validation}\n`);
const { model, trainingF1 } = await trainCounter(train, {
  epochs: Number(values.epochs),
  validation,
  callbacks: [printProgress()],
});
await saveModel(model, values.output);
process.stdout.write(`threshold ${model.threshold}, F1 on the training videos ${trainingF1.toFixed(3)}\n`);
process.stdout.write(`${await evaluateCounter(model, validation)}\n`);

/** Draws the sets that are not there yet, and opens all of them as one dataset. */
async function openAll(wanted) {
  const videos = [];
  let preprocessing;
  for (const { name, videos: count, seed, size } of wanted) {
    const folder = join(values.data, name);
    if (!existsSync(join(folder, 'annotations', `jumper-${count}.npy`))) {
      process.stdout.write(`drawing ${count} videos into ${folder}\n`);
      await makeJumpRopeSet(folder, { videos: count, seed, size, ...drawing, force: true });
    }
    const dataset = await WindowDataset.open(folder);
    preprocessing = dataset.preprocessing;
    for (const { name: video, frames, events } of dataset.videos) videos.push({ name: `${name}/${video}`, frames, events });
  }
  return new WindowDataset(videos, preprocessing);
}
