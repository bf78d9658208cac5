import type { Tensor, Tensor5D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import { AbortedError } from '../errors.js';
import { yieldToEventLoop } from '../progress.js';
import type { Random } from '../random.js';
import { drawShift, type Jitter, type Shift, shifted } from './jitter.js';
import { type Smoothness, totalVariation } from './total-variation.js';

/** What is climbed: clips `[batch, frames, height, width, channels]` to answers of that rank. Must keep clips apart. */
export type AscentNetwork = (clips: Tensor5D) => Tensor5D;

/** Options of one ascent over several clips at once. */
export interface AscendOptions {
  /** For each clip of the batch, the channel of the network's output that it maximises. */
  readonly channels: readonly number[];
  readonly steps: number;
  /** Root mean square of one step, in the clip's own units. */
  readonly stepSize: number;
  /** Added to the gradient's root mean square before dividing by it. */
  readonly epsilon: number;
  /** Keeps values within these bounds after every step. Default: unbounded. */
  readonly bounds?: readonly [number, number];
  /** Default: none. */
  readonly smoothness?: Smoothness;
  /** Default: none. Shifts are drawn from `random`, one a step for all clips. */
  readonly jitter?: Jitter & { readonly random: Random };
  /** Keeps the clips as they are at the start, after every so many steps, and at the end. Default: the end alone. */
  readonly every?: number;
  readonly signal?: AbortSignal;
  /** Called after every step with the number of steps done. */
  readonly onStep?: (done: number) => void;
}

/** Where an ascent arrived. */
export interface Ascent {
  /** The clips, same shape as the start, C order. */
  readonly values: Float32Array;
  /** For each clip the objective before every step and after the last. */
  readonly objectives: number[][];
  /** For each clip whether its gradient was exactly zero from the start: the filter does not answer. */
  readonly isDead: boolean[];
  /** The clips along the way, first to last; empty unless `every` is given. */
  readonly trace: readonly { readonly step: number; readonly values: Float32Array }[];
}

/** Differences of fewer steps than this are smoothed like heat: any weight up to 1 then calms, and none makes pixels swing. */
const ROUNDING_IN_STEPS = 12;

/**
 * Gradient ascent in the input: clip `i` climbs the mean of output channel `channels[i]` over time, height and width,
 * `x ← x + stepSize · (g / (√(mean g²) + epsilon) − ∂ roughness)`, the mean taken over the clip.
 *
 * The clips of a batch do not influence each other, so a batch is only faster, never different. A clip without any gradient
 * stays as it is.
 *
 * Source: Erhan et al. 2009, "Visualizing higher-layer features of a deep network"; the scaling follows the Keras recipe.
 *
 * @throws {AbortedError} when interrupted; yields to the event loop once a step.
 */
export async function ascend(network: AscentNetwork, start: Tensor5D, options: AscendOptions): Promise<Ascent> {
  const { channels, steps, jitter, every, signal, onStep } = options;
  const trace: { step: number; values: Float32Array }[] = [];
  const objectives: number[][] = channels.map(() => []);
  let isDead: boolean[] = channels.map(() => false);
  let x = start.clone();
  try {
    for (let step = 0; step < steps && !isDead.every(Boolean); step++) {
      if (signal?.aborted)
        throw new AbortedError(`Gradient ascent was interrupted after ${step} of ${steps} steps`, { cause: signal.reason });
      if (every !== undefined && step % every === 0) trace.push({ step, values: (await x.data()) as Float32Array });
      const { next, answers, rms } = climbed(network, x, options, jitter ? drawShift(jitter, jitter.random) : [0, 0, 0]);
      x.dispose();
      x = next;
      const [before, strengths] = await Promise.all([read(answers), read(rms)]);
      before.forEach((value, i) => {
        objectives[i].push(value);
      });
      if (step === 0) isDead = strengths.map((strength) => strength === 0);
      onStep?.(step + 1);
      await yieldToEventLoop();
    }
    const last = await read(engine().tidy(() => answersOf(network, x, channels)));
    // Where all were dead, nothing was computed after the first step, and nothing has changed.
    for (const [i, value] of last.entries()) while (objectives[i].length <= steps) objectives[i].push(value);
    const values = (await x.data()) as Float32Array;
    if (every !== undefined) trace.push({ step: steps, values });
    return { values, objectives, isDead, trace };
  } finally {
    x.dispose();
  }
}

/** The clips one step on, what each answered before it, and the root mean square of each one's gradient. */
function climbed(
  network: AscentNetwork,
  x: Tensor5D,
  { channels, stepSize, epsilon, bounds, smoothness }: AscendOptions,
  shift: Shift,
): { next: Tensor5D; answers: Tensor; rms: Tensor } {
  const tf = engine();
  return tf.tidy(() => {
    const climb = tf.valueAndGrad((clips) => answersOf(network, clips as Tensor5D, channels));
    const { value: answers, grad } = climb(shifted(x, shift), tf.ones([channels.length]));
    const slope = shifted(grad as Tensor5D, [-shift[0], -shift[1], -shift[2]]);
    const rms = slope.square().mean([1, 2, 3, 4], true).sqrt();
    let direction = slope.div(rms.add(epsilon));
    if (smoothness) {
      const rough = tf.grad((clips) => totalVariation(clips as Tensor5D, smoothness, ROUNDING_IN_STEPS * stepSize))(x);
      direction = direction.sub(rough).mul(rms.greater(0).toFloat());
    }
    const next = x.add(direction.mul(stepSize));
    return { next: (bounds ? next.clipByValue(...bounds) : next) as Tensor5D, answers, rms };
  });
}

/** Mean of the selected channel of every clip over time, height and width, `[batch]`. */
function answersOf(network: AscentNetwork, clips: Tensor5D, channels: readonly number[]): Tensor {
  const tf = engine();
  const answers = network(clips);
  const selection = tf.oneHot(tf.tensor1d([...channels], 'int32'), answers.shape[4]).toFloat();
  return answers.mean([1, 2, 3]).mul(selection).sum(1);
}

async function read(values: Tensor): Promise<number[]> {
  const data = await values.data();
  values.dispose();
  return Array.from(data);
}
