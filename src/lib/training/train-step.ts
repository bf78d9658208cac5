import type { Tensor, Tensor2D, Tensor5D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { WindowBatch } from '../data/window-dataset.js';
import type { NamedVariable, VideoModel } from '../models/model.js';
import { accuracy, crossEntropy } from './losses.js';
import type { Optimizer } from './optimizer.js';

/** One step of training: forward, backward, update. Gives the batch's loss and accuracy before the update, in training mode. */
export function trainStep(model: VideoModel, optimizer: Optimizer, windows: WindowBatch): Record<string, number> {
  const tf = engine();
  return tf.tidy(() => {
    const [inputs, targets] = batchTensors(model, windows);
    const trainable: NamedVariable[] = model.weights().filter((weight) => weight.isTrainable);
    let predictions: Tensor | undefined;
    const { value, grads } = tf.variableGrads(
      () => {
        const predicted = model.apply(inputs, { training: true });
        predictions = tf.keep(predicted.clone());
        return crossEntropy(model.output, predicted, targets);
      },
      trainable.map(({ variable }) => variable),
    );
    optimizer.step(trainable, grads);
    const share = accuracy(model.output, predictions as Tensor2D, targets);
    predictions?.dispose();
    return { loss: value.dataSync()[0], accuracy: share.dataSync()[0] };
  });
}

/** A batch as the model takes it: inputs `[batch, window, height, width, channels]`, targets `[batch, window]`. */
export function batchTensors(model: VideoModel, { inputs, targets, size }: WindowBatch): [Tensor5D, Tensor2D] {
  const tf = engine();
  return [tf.tensor5d(inputs, [size, ...model.inputShape]), tf.tensor2d(targets, [size, model.preprocessing.window])];
}
