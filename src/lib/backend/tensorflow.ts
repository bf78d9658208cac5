import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import util from 'node:util';
import type * as TensorFlow from '@tensorflow/tfjs';
import { printValuesOf } from '../display.js';

/** TensorFlow.js as this process knows it: one instance, whatever engine computes. */
export type Tf = typeof TensorFlow;

/** A compiled binding to the TensorFlow C library, as `tfjs_binding.node` exports it. */
export interface NativeBinding {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

/** What the native engine can do beyond TensorFlow.js's own operations: run any TensorFlow operation by name. */
export interface NativeBackend {
  readonly binding: Readonly<Record<string, number>>;
  executeSingleOutput(op: string, attributes: OpAttribute[], inputs: TensorFlow.Tensor[]): TensorFlow.Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: OpAttribute[],
    inputs: TensorFlow.Tensor[],
    outputs: number,
  ): TensorFlow.Tensor[];
}

/** One attribute of a TensorFlow operation. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The names by which TensorFlow.js's native backend knows whether it may do what only GPUs can. */
const GPU_PACKAGE = '@tensorflow/tfjs-node-gpu';
const CPU_PACKAGE = '@tensorflow/tfjs-node';

/** TensorFlow.js's native backend, bundled by scripts/build.mjs: its package is no dependency of ours. */
const KERNELS = fileURLToPath(new URL('../../../dist/native/kernels.cjs', import.meta.url));

const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';

const require = createRequire(import.meta.url);

/**
 * Loads TensorFlow.js, at first use rather than at import (0.5 s).
 *
 * By `require`, in this file alone: so there is one instance, and its packages stay out of the static import graph.
 */
export function loadTensorFlow(): Tf {
  addLegacyUtilities();
  const tf = require('@tensorflow/tfjs') as Tf;
  quietPlainJs(tf);
  printValuesOf(tf.Tensor, tensorText);
  return tf;
}

/**
 * Makes the native engine the active one, under the name 'tensorflow', without its package's index, which insists on a
 * binding inside node_modules.
 *
 * @throws whatever loading the binding throws; the engine that was active stays so.
 */
export function startNative(tf: Tf, bindingFile: string): { version: string; isOnGpu: boolean } {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const binding = require(bindingFile) as NativeBinding;
  const { NodeJSKernelBackend } = require(KERNELS);
  const isOnGpu = binding.isUsingGpuDevice();
  const backend = new NodeJSKernelBackend(binding, isOnGpu ? GPU_PACKAGE : CPU_PACKAGE);
  tf.registerBackend('tensorflow', () => backend, 3);
  tf.setBackend('tensorflow');
  return { version: binding.TF_Version, isOnGpu };
}

/** Why WebAssembly cannot start, as far as that is plain without trying; undefined where nothing hinders it. */
export function whyNoWebAssembly(): string | undefined {
  if (typeof WebAssembly !== 'object') return 'this Node runs without it';
  try {
    require.resolve(WASM_PACKAGE);
    return undefined;
  } catch {
    return `the package ${WASM_PACKAGE} is not installed`;
  }
}

/**
 * Makes WebAssembly the active engine, with SIMD where the processor has it and one thread, which is all that
 * TensorFlow.js offers under Node.
 *
 * Until it has started, the engine that was active goes on: TensorFlow.js's own `setBackend` would leave none meanwhile.
 *
 * @throws {Error} when the module cannot be instantiated.
 */
export async function startWebAssembly(tf: Tf): Promise<void> {
  require(WASM_PACKAGE);
  const before = new Set(crashListeners());
  const starting = Promise.resolve(tf.findBackendFactory('wasm')());
  starting.catch(() => {});
  // Its start-up code makes every unhandled rejection of the process its own, within this turn: take that back.
  await new Promise((resolve) => setImmediate(resolve));
  for (const listener of crashListeners()) if (!before.has(listener)) withoutListener(listener);
  const backend = await starting.catch((cause: unknown) => {
    throw new Error('its module does not start, for the reason that it wrote to the console', { cause });
  });
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => backend, 2);
  tf.setBackend('wasm');
}

type Listener = (...args: unknown[]) => void;
const CRASHES = ['uncaughtException', 'unhandledRejection'];

function crashListeners(): Listener[] {
  return CRASHES.flatMap((event) => process.rawListeners(event) as Listener[]);
}

function withoutListener(listener: Listener): void {
  for (const event of CRASHES) process.off(event, listener);
}

/** The native engine where it is the active one. */
export function nativeBackend(tf: Tf): NativeBackend | undefined {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : undefined;
}

/** Node 23 removed two functions that the package calls (tfjs issue 8609); Node 22 warns of them. */
function addLegacyUtilities(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  legacy.isArray = Array.isArray;
}

/** The plain engine greets its first tensor with an advertisement on the console: take the greeting away. */
function quietPlainJs(tf: Tf): void {
  const cpu = tf.findBackend('cpu') as unknown as { firstUse?: boolean } | null;
  if (cpu) cpu.firstUse = false;
}

/** What a tensor is, in place of TensorFlow.js's fields; its values are what `print()` and the result of a cell show. */
function tensorText({ dtype, shape, isDisposed }: TensorFlow.Tensor): string {
  return `Tensor ${dtype} [${shape.join(', ')}]${isDisposed ? ', disposed' : ''}`;
}
