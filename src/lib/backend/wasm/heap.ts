import type { DataType, Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';

/** What TensorFlow.js's WebAssembly backend offers beyond its operations: tensors on its heap, and views of them. */
interface WasmBackend {
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

/** A float32 tensor on WebAssembly's heap, its values undefined; `valuesOf` writes them. */
export function allocate(tf: Tf, shape: readonly number[]): Tensor {
  return tf.engine().makeTensorFromTensorInfo((tf.backend() as unknown as WasmBackend).makeOutput(shape, 'float32'));
}

/** The tensor's own values, to read and to write. Valid until the next allocation, which may move the heap. */
export function valuesOf(tf: Tf, tensor: TensorInfo): Float32Array {
  return (tf.backend() as unknown as WasmBackend).typedArrayFromHeap(tensor);
}
