import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { videoFolder } from '../lib/data/video-folder.js';
import { WindowDataset } from '../lib/data/window-dataset.js';
import { AbortedError } from '../lib/errors.js';
import type { CountingScores } from '../lib/evaluation/counting-scores.js';
import { evaluateCounter } from '../lib/evaluation/evaluate-counter.js';
import { type TrainedCounter, trainCounter } from '../lib/evaluation/train-counter.js';
import type { ColorMode } from '../lib/preprocessing.js';
import { saveModel } from '../lib/weights/model-file.js';
import { parsed, wholeNumber } from './arguments.js';
import { type Command, UsageError } from './command.js';
import { interruptible } from './interruptible.js';
import { duration, ProgressLine } from './progress-line.js';

/** `framescope train`: a counter from a folder of labelled videos. */
export const train: Command = {
  summary: 'Trains a counter on labelled videos',
  usage: `framescope train FOLDER -o FILE [--epochs N] [--seed N] [--hold-out NAME]… [--color gray|rgb] [--resume] [--json]

Trains a counter on the labelled videos of a folder and writes FILE (.safetensors) with its description beside it (.json).
The threshold of counting is chosen on the training videos and saved as well. While it trains, a checkpoint beside FILE
(.checkpoint.safetensors) keeps what is learnt; stopped with Ctrl-C or killed, the same command with --resume goes on.

  -o, --output FILE    the model's weights, ending in .safetensors
      --epochs N       passes over the videos, default 12
      --seed N         of initial weights and order, default 7
      --hold-out NAME  a video not to train on; counted at the end. May be repeated
      --color MODE     gray (default) or rgb
      --resume         goes on from the checkpoint, where there is one
      --json           one JSON document: { weights, description, videos, epochs, seconds, loss, threshold, trainingF1,
                       heldOut }; heldOut as \`framescope evaluate --json\` gives it, null without --hold-out

  framescope train my-videos -o models/counter.safetensors --hold-out jump-3`,
  async run(args: readonly string[]): Promise<number> {
    const options = readArguments(args);
    const line = new ProgressLine(process.stderr);
    try {
      const trained = await interruptible('Stopping after this batch', (signal) => trainAndSave(options, signal, line));
      if (options.json) process.stdout.write(`${JSON.stringify(trained.document)}\n`);
      else tell(trained);
      return 0;
    } catch (error) {
      line.clear();
      if (error instanceof AbortedError && existsSync(options.checkpoint)) {
        process.stderr.write(`What is learnt so far is kept in ${options.checkpoint}; --resume goes on from there.\n`);
      }
      throw error;
    }
  },
};

type TrainArguments = ReturnType<typeof readArguments>;

/** What is told at the end. */
interface Outcome {
  readonly document: object;
  readonly trained: TrainedCounter;
  readonly heldOut: CountingScores | undefined;
  readonly weights: string;
}

async function trainAndSave(options: TrainArguments, signal: AbortSignal, line: ProgressLine): Promise<Outcome> {
  const { folder, output, checkpoint, epochs, seed, color, heldOut: names } = options;
  const onProgress = line.show;
  const source = videoFolder(folder);
  for (const name of names) source.holdOut(name);
  const dataset = await WindowDataset.open(source, { color, signal, onProgress });
  const split = names.length > 0 ? dataset.splitByVideo({ validation: names }) : { train: dataset, validation: undefined };
  if (!options.isResuming && existsSync(checkpoint)) {
    line.clear();
    process.stderr.write(`Beginning anew; ${checkpoint} of a training that was stopped is replaced.\n`);
    await rm(checkpoint);
  }
  const trained = await trainCounter(split.train, { epochs, seed, checkpoint, signal, onProgress });
  const { model, history, trainingF1 } = trained;
  const { weights, description } = await saveModel(model, output);
  await rm(checkpoint, { force: true });
  const heldOut = split.validation && (await evaluateCounter(model, split.validation, { signal, onProgress }));
  line.clear();
  const document = {
    weights,
    description,
    videos: split.train.videos.map(({ name }) => name),
    epochs: history.epochs.length,
    seconds: history.seconds,
    loss: history.metric('loss').at(-1),
    threshold: model.threshold,
    trainingF1,
    heldOut: heldOut ?? null,
  };
  return { document, trained, heldOut, weights };
}

function tell({ trained: { model, history, trainingF1 }, heldOut, weights }: Outcome): void {
  const loss = history.metric('loss').at(-1)?.toFixed(3);
  console.log(`${history.epochs.length} epochs in ${duration(history.seconds)}, loss ${loss}`);
  console.log(`threshold ${model.threshold}, F1 ${trainingF1.toFixed(3)} on the training videos`);
  if (heldOut) console.log(heldOut);
  console.log(weights);
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed('train', args, {
    output: { type: 'string', short: 'o' },
    epochs: { type: 'string' },
    seed: { type: 'string' },
    'hold-out': { type: 'string', multiple: true, default: [] },
    color: { type: 'string', default: 'gray' },
    resume: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const { output, color, json, resume: isResuming, 'hold-out': heldOut } = values;
  if (positionals.length !== 1) throw new UsageError('framescope train needs one folder of labelled videos.');
  if (!output?.endsWith('.safetensors')) {
    throw new UsageError(
      `framescope train needs -o FILE ending in .safetensors${output === undefined ? '' : `, not '${output}'`}.`,
    );
  }
  if (color !== 'gray' && color !== 'rgb') throw new UsageError(`--color must be gray or rgb, not '${color}'.`);
  return {
    folder: positionals[0],
    output,
    checkpoint: output.replace(/safetensors$/, 'checkpoint.safetensors'),
    heldOut,
    color: color as ColorMode,
    isResuming,
    json,
    epochs: wholeNumber('--epochs', values.epochs, 1),
    seed: wholeNumber('--seed', values.seed),
  };
}
