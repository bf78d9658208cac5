// Training step and prediction of the counter against Keras on the same TensorFlow library, in turn, on the same machine.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { engine } from '../src/lib/backend/engine.js';
import { speedCounter } from '../src/lib/models/speed-counter.js';
import { createRandom } from '../src/lib/random.js';
import { sgd } from '../src/lib/training/sgd.js';
import { trainStep } from '../src/lib/training/train-step.js';
import { median, type Row } from './rows.js';

const BATCH = 32;
const STEPS = 8;
const ROUNDS = 9;

const peer = spawn(process.env.FRAMESCOPE_BENCH_PYTHON ?? 'python3', [join(import.meta.dirname, 'keras_peer.py')], {
  stdio: ['pipe', 'pipe', 'ignore'],
});
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();

/** Milliseconds a sample that Keras takes. */
async function keras(action: 'train' | 'predict'): Promise<number> {
  peer.stdin.write(`${action} ${STEPS}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error('Keras ended without an answer; run bench/keras_peer.py by hand to see why');
  return Number(value);
}

const random = createRandom(7);
const model = speedCounter();
const inputs = Float32Array.from({ length: BATCH * 4 * 128 * 128 }, () => random.uniform());
const targets = Float32Array.from({ length: BATCH * 4 }, () => (random.uniform() < 0.2 ? 1 : 0));
const optimizer = sgd({ learningRate: 1e-3, momentum: 0.9, nesterov: true });

/** Milliseconds a sample that we take, from numbers in memory to numbers in memory, as the peer. */
function ours(action: 'train' | 'predict'): number {
  const tf = engine();
  const began = performance.now();
  for (let step = 0; step < STEPS; step++) {
    if (action === 'train') trainStep(model, optimizer, { inputs, targets, size: BATCH });
    else tf.tidy(() => model.apply(tf.tensor5d(inputs, [BATCH, 4, 128, 128, 1])).dataSync());
  }
  return (performance.now() - began) / STEPS / BATCH;
}

/** One row: warm-up, then both in turn. */
async function compare(name: string, action: 'train' | 'predict'): Promise<Row> {
  await keras(action);
  ours(action);
  const [mine, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(ours(action));
    theirs.push(await keras(action));
  }
  const [us, them] = [median(mine), median(theirs)];
  return {
    name,
    unit: 'ms/sample',
    ours: us,
    peer: them,
    peerName: 'Keras 3 on the same TensorFlow',
    ratio: us / them,
    target: 1.1,
  };
}

const rows = [await compare('counter: train step', 'train'), await compare('counter: predict', 'predict')];
peer.stdin.end();
process.stdout.write(JSON.stringify(rows));
