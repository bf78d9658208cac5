import type { LayersModel, Tensor5D } from '@tensorflow/tfjs';
import { engine, engineReady } from '../backend/engine.js';
import { AbortedError } from '../errors.js';
import { yieldToEventLoop } from '../progress.js';

/** Options of one ascent over several clips at once. */
export interface AscendOptions {
  /** For each clip of the batch, the channel of the network's output that it maximises. */
  readonly channels: readonly number[];
  readonly steps: number;
  /** Root mean square of one step, in the clip's own units. */
  readonly stepSize: number;
  /** Added to the gradient's root mean square before dividing by it. Default 1e-5, as in the Keras recipe. */
  readonly epsilon?: number;
  /** Keeps values within these bounds after every step. Default: unbounded. */
  readonly bounds?: readonly [number, number];
  readonly signal?: AbortSignal;
  /** Called after every step with the number of steps done. */
  readonly onStep?: (done: number) => void;
}

/** Where an ascent arrived. */
export interface Ascent {
  /** The clips, same shape as the start, C order. */
  readonly values: Float32Array;
  /** For each clip the objective before the first step and after every step. */
  readonly objectives: number[][];
  /** For each clip whether its gradient was exactly zero from the start: the filter does not answer. */
  readonly isDead: boolean[];
}

/**
 * Gradient ascent in the input: clip `i` climbs the mean of output channel `channels[i]` over time, height and width,
 * `x ← x + stepSize · g / (√(mean g²) + epsilon)`, the mean taken over the clip.
 *
 * The clips of a batch do not influence each other, so a batch is only faster, never different.
 *
 * Source: Erhan et al. 2009, "Visualizing higher-layer features of a deep network"; the scaling follows the Keras recipe.
 *
 * @throws {AbortedError} when interrupted; yields to the event loop once a step.
 */
export async function ascend(network: LayersModel, start: Tensor5D, options: AscendOptions): Promise<Ascent> {
  const { channels, steps, stepSize, epsilon = 1e-5, bounds, signal, onStep } = options;
  await engineReady();
  const tf = engine();
  const depth = network.outputShape[network.outputShape.length - 1] as number;
  const selection = tf.tidy(() => tf.oneHot(tf.tensor1d([...channels], 'int32'), depth).toFloat());
  const objectives: number[][] = channels.map(() => []);
  let isDead: boolean[] = channels.map(() => false);
  let x = start.clone();
  /** Mean of the selected channel of every clip, `[batch]`. */
  const objective = (clips: Tensor5D) => (network.apply(clips) as Tensor5D).mean([1, 2, 3]).mul(selection).sum(1);
  const record = (values: Float32Array | Int32Array | Uint8Array): void => {
    for (const [i, value] of values.entries()) objectives[i].push(value);
  };
  try {
    for (let step = 0; step < steps; step++) {
      if (signal?.aborted)
        throw new AbortedError(`Gradient ascent was interrupted after ${step} of ${steps} steps`, { cause: signal.reason });
      const next = tf.tidy(() => {
        let before: Float32Array | Int32Array | Uint8Array = new Float32Array();
        const climb = tf.grad((clips) => {
          const each = objective(clips as Tensor5D);
          before = each.dataSync();
          return each.sum();
        })(x);
        record(before);
        const rms = climb.square().mean([1, 2, 3, 4], true).sqrt();
        if (step === 0) isDead = Array.from(rms.dataSync(), (value) => value === 0);
        const moved = x.add(climb.div(rms.add(epsilon)).mul(stepSize));
        return (bounds ? moved.clipByValue(...bounds) : moved) as Tensor5D;
      });
      x.dispose();
      x = next;
      onStep?.(step + 1);
      await yieldToEventLoop();
    }
    record(tf.tidy(() => objective(x).dataSync()));
    return { values: x.dataSync() as Float32Array, objectives, isDead };
  } finally {
    x.dispose();
    selection.dispose();
  }
}
