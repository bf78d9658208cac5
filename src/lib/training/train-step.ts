import type { Tensor2D, Tensor5D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { WindowBatch, WindowDataset } from '../data/window-dataset.js';
import { InvalidInputError } from '../errors.js';
import type { NamedVariable, VideoModel } from '../models/model.js';
import { crossEntropy } from './losses.js';
import { accuracy } from './metrics.js';
import type { Optimizer } from './optimizer.js';

/** One step of training: forward, backward, update. Gives the batch's loss and accuracy before the update, in training mode. */
export function trainStep(model: VideoModel, optimizer: Optimizer, windows: WindowBatch): Record<string, number> {
  const tf = engine();
  return tf.tidy(() => {
    const [inputs, targets] = batchTensors(model, windows);
    const trainable: NamedVariable[] = model.weights().filter((weight) => weight.isTrainable);
    let share = Number.NaN;
    const { value, grads } = tf.variableGrads(
      () => {
        const predictions = model.apply(inputs, { training: true });
        share = tf.tidy(() => accuracy(model.output, predictions, targets).dataSync()[0]);
        return crossEntropy(model.output, predictions, targets);
      },
      trainable.map(({ variable }) => variable),
    );
    optimizer.step(trainable, grads);
    return { loss: value.dataSync()[0], accuracy: share };
  });
}

/** A batch as the model takes it: inputs `[batch, window, height, width, channels]`, targets `[batch, window]`. */
export function batchTensors(model: VideoModel, { inputs, targets, size }: WindowBatch): [Tensor5D, Tensor2D] {
  const tf = engine();
  return [tf.tensor5d(inputs, [size, ...model.inputShape]), tf.tensor2d(targets, [size, model.preprocessing.window])];
}

/** Throws unless the dataset's windows are what the model reads. */
export function requireSamePreprocessing(model: VideoModel, dataset: WindowDataset): void {
  const wanted = model.preprocessing;
  const { window, size, color } = dataset.preprocessing;
  if (window !== wanted.window || size !== wanted.size || color !== wanted.color) {
    throw new InvalidInputError('the dataset is not cut the way this model reads', {
      received: { window, size, color },
      accepted: JSON.stringify(wanted),
    });
  }
}
