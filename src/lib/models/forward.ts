import type { LayersModel, Tensor, Tensor1D, Tensor5D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { Layer } from './layers/index.js';

/**
 * A network's answer outside training.
 *
 * In a chain of layers a convolution that batch normalisation follows leaves its bias to it, which subtracts a mean anyway:
 * the same numbers, less one pass over the largest tensors (a tenth of the counter's time).
 */
export function forward(network: LayersModel, inputs: Tensor5D): Tensor {
  if (network.getClassName() !== 'Sequential' || !fits(network, inputs))
    return network.apply(inputs, { training: false }) as Tensor;
  const { layers } = network;
  let x: Tensor = inputs;
  for (let i = 0; i < layers.length; i++) {
    if (layers[i].getClassName() === 'InputLayer') continue;
    if (leavesBias(layers[i], layers[i + 1])) {
      const [kernel, bias] = layers[i].weights.map((weight) => weight.read());
      const convolved = convolveWithoutBias(layers[i], x as Tensor5D, kernel as Tensor5D);
      i++;
      x = layers[i].call(convolved, { training: false, bias: bias as Tensor1D }) as Tensor;
    } else x = layers[i].call(x, { training: false }) as Tensor;
  }
  return x;
}

/** Whether the input has the network's shape; where it has not, TensorFlow.js says so in its own words. */
function fits(network: LayersModel, inputs: Tensor5D): boolean {
  const { shape } = network.inputs[0];
  return shape.length === inputs.rank && shape.every((length, axis) => length === null || length === inputs.shape[axis]);
}

function leavesBias(layer: Layer, next: Layer | undefined): boolean {
  if (layer.getClassName() !== 'Conv3D' || next?.getClassName() !== 'BatchNormalization') return false;
  const { activation, useBias, dataFormat } = layer.getConfig();
  return useBias === true && (activation === 'linear' || activation === null) && dataFormat === 'channelsLast';
}

type Three = [number, number, number];

function convolveWithoutBias(layer: Layer, x: Tensor5D, kernel: Tensor5D): Tensor5D {
  const { strides, padding, dilationRate } = layer.getConfig();
  return engine().conv3d(x, kernel, strides as Three, padding as 'valid', 'NDHWC', dilationRate as Three);
}
