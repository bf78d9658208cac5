import type { CountingScores, VideoScore } from '../lib/evaluation/counting-scores.js';
import { evaluateCounter } from '../lib/evaluation/evaluate-counter.js';
import { leaveOneOut } from '../lib/evaluation/leave-one-out.js';
import { parsed, wholeNumber } from './arguments.js';
import { type Command, UsageError } from './command.js';
import { counterModel } from './counter-model.js';
import { interruptible } from './interruptible.js';
import { ProgressLine } from './progress-line.js';

/** `framescope evaluate`: how well videos are counted. */
export const evaluate: Command = {
  summary: 'Says how well labelled videos are counted',
  usage: `framescope evaluate FOLDER --leave-one-out [--results FILE] [--epochs N] [--seed N] [--json]
framescope evaluate FOLDER [--model FILE] [--json]

With --leave-one-out: leaves each labelled video out in turn, trains a fresh counter on all the others, and counts
the one left out. Without it: counts all labelled videos with a trained counter, by default the one that comes along;
only videos that it has not been trained on say how well it counts.

      --leave-one-out  train for each video anew
      --results FILE   keeps finished videos in this .json file; the same command again goes on from there
      --epochs N       passes over the training videos, default 12
      --seed N         of initial weights and order, default 7
      --model FILE     a counter that \`framescope train\` or saveModel wrote
      --json           one JSON document: { videos: [{ name, actual, predicted, error, precision, recall, f1, f1At1 }],
                       meanError, bias, offByOne }; fractions, error signed, f1 within 2 frames, f1At1 within 1

  framescope evaluate my-videos --leave-one-out --results leave-one-out.json`,
  async run(args: readonly string[]): Promise<number> {
    const options = readArguments(args);
    const scores = await interruptible('Stopping', (signal) => scoresOf(options, signal));
    if (options.json) process.stdout.write(`${JSON.stringify(scores)}\n`);
    else console.log(scores);
    return 0;
  },
};

async function scoresOf(options: ReturnType<typeof readArguments>, signal: AbortSignal): Promise<CountingScores> {
  const { folder, results, epochs, seed, model: file } = options;
  const line = new ProgressLine(process.stderr);
  const onScore = ({ name, actual, predicted, f1 }: VideoScore): void => {
    line.clear();
    process.stderr.write(`${name}: ${predicted} counted, ${actual} labelled, F1 ${f1.toFixed(3)}\n`);
  };
  try {
    if (options.isLeavingOneOut) {
      return await leaveOneOut(folder, { results, epochs, seed, onScore, signal, onProgress: line.show });
    }
    const model = await counterModel(file);
    return await evaluateCounter(model, folder, { signal, onProgress: line.show });
  } finally {
    line.clear();
  }
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed('evaluate', args, {
    'leave-one-out': { type: 'boolean', default: false },
    results: { type: 'string' },
    epochs: { type: 'string' },
    seed: { type: 'string' },
    model: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const { 'leave-one-out': isLeavingOneOut, results, model, json } = values;
  if (positionals.length !== 1) throw new UsageError('framescope evaluate needs one folder of labelled videos.');
  if (isLeavingOneOut && model !== undefined) {
    throw new UsageError('framescope evaluate: --leave-one-out trains its own counters and takes no --model.');
  }
  const needless = (['results', 'epochs', 'seed'] as const).find((name) => values[name] !== undefined);
  if (!isLeavingOneOut && needless) throw new UsageError(`framescope evaluate: --${needless} goes with --leave-one-out.`);
  const epochs = wholeNumber('--epochs', values.epochs, 1);
  return { folder: positionals[0], isLeavingOneOut, results, model, json, epochs, seed: wholeNumber('--seed', values.seed) };
}
