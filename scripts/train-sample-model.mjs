// Trains the weights that come along, data/models/speed-counter, on drawn jumpers alone: draws them, trains, evaluates.
//
//   node scripts/train-sample-model.mjs [--data FOLDER] [--epochs 10] [--real FOLDER] [-o FILE.safetensors]
//
// Sets of videos that are in FOLDER already are not drawn again. --real names a folder of labelled videos to count at the
// end; nothing is chosen by them. Run `npm run build` first; drawing takes about 5 minutes, training 10, on two free cores.
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeJumpRopeSet } from '../dist/lib/data/jumper/index.js';
import {
  checkpoint,
  evaluateCounter,
  printProgress,
  sampleData,
  saveModel,
  trainCounter,
  WindowDataset,
} from '../dist/lib/index.js';

/** Small pictures, since the network sees 128 × 128 pixels anyway, in four shapes. */
const sets = [
  { name: 'wide', videos: 16, seed: 1000, size: { width: 192, height: 144 } },
  { name: 'wider', videos: 16, seed: 2000, size: { width: 224, height: 128 } },
  { name: 'square', videos: 16, seed: 3000, size: { width: 160, height: 160 } },
  { name: 'upright', videos: 12, seed: 4000, size: { width: 128, height: 224 } },
];
const drawing = { seconds: 8, variety: 0.7 };

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(tmpdir(), 'framescope-sample-model') },
    epochs: { type: 'string', default: '10' },
    real: { type: 'string' },
    output: {
      type: 'string',
      short: 'o',
      default: fileURLToPath(new URL('../data/models/speed-counter.safetensors', import.meta.url)),
    },
  },
});

for (const { name, ...set } of sets) {
  const folder = join(values.data, name);
  if (existsSync(join(folder, 'annotations', `jumper-${set.videos}.npy`))) continue;
  process.stdout.write(`drawing ${set.videos} videos into ${folder}\n`);
  await makeJumpRopeSet(folder, { ...set, ...drawing, force: true });
}
const train = await openTogether(sets.map(({ name }) => join(values.data, name)));
/** Seeds that training does not see. */
const validation = await WindowDataset.open(sampleData('jump-rope'));
process.stdout.write(`training: ${train}\nvalidation: ${validation}\n`);

const { model, trainingF1 } = await trainCounter(train, {
  epochs: Number(values.epochs),
  validation,
  stride: 2,
  callbacks: [printProgress(), checkpoint(join(values.data, 'checkpoint.safetensors'))],
});
await saveModel(model, values.output);
process.stdout.write(`threshold ${model.threshold}, F1 on the training videos ${trainingF1.toFixed(3)}\n`);
process.stdout.write(`drawn, not seen in training:\n${await evaluateCounter(model, validation)}\n`);
if (values.real) process.stdout.write(`real:\n${await evaluateCounter(model, values.real)}\n`);

/** The labelled videos of several folders as one dataset. */
async function openTogether(folders) {
  const datasets = [];
  for (const folder of folders) datasets.push(await WindowDataset.open(folder));
  return new WindowDataset(
    datasets.flatMap(({ videos }) => videos),
    datasets[0].preprocessing,
  );
}
