import { InvalidInputError, MissingEngineError } from '../errors.js';
import { findNativeEngine } from './install/find.js';
import { loadTensorFlow, registerNativeBackend, type Tf } from './tensorflow.js';

/** What computes: TensorFlow's C library, or plain JavaScript. */
export type EngineName = 'native' | 'cpu';

/** Which engine runs, and why not a better one. */
export interface BackendDescription {
  readonly active: EngineName;
  /** Version of TensorFlow (native) or TensorFlow.js (cpu). */
  readonly version: string;
  /** One sentence for a reader. */
  readonly reason: string;
  /** Where the native library lies. */
  readonly folder?: string;
}

let chosen: { readonly tf: Tf; readonly description: BackendDescription } | undefined;

/**
 * TensorFlow.js on the best engine there is, chosen at the first call and kept.
 *
 * The environment variable `FRAMESCOPE_BACKEND` forces `native` or `cpu`.
 *
 * @throws {MissingEngineError} when `native` is forced and cannot be had.
 */
export function engine(): Tf {
  chosen ??= chooseEngine();
  return chosen.tf;
}

/** Which engine runs, its version, and why a better one does not; chooses it if that has not happened yet. */
export function describeBackend(): BackendDescription {
  chosen ??= chooseEngine();
  return chosen.description;
}

function chooseEngine(): { tf: Tf; description: BackendDescription } {
  const wanted = process.env.FRAMESCOPE_BACKEND;
  if (wanted !== undefined && wanted !== '' && wanted !== 'native' && wanted !== 'cpu') {
    throw new InvalidInputError('FRAMESCOPE_BACKEND is not known', { received: wanted, accepted: "'native', 'cpu'" });
  }
  const tf = loadTensorFlow();
  if (wanted === 'cpu') return plain(tf, 'FRAMESCOPE_BACKEND asks for plain JavaScript');
  const found = findNativeEngine();
  if ('missing' in found) return withoutNative(tf, wanted, found.missing);
  try {
    const binding = registerNativeBackend(tf, found.binding);
    if (!tf.setBackend('tensorflow')) throw new Error('TensorFlow.js refused the backend');
    const reason = `TensorFlow's C library, ${binding.isUsingGpuDevice() ? 'on the GPU' : 'on the processor'}`;
    return { tf, description: { active: 'native', version: binding.TF_Version, reason, folder: found.folder } };
  } catch (error) {
    return withoutNative(tf, wanted, `the native engine in ${found.folder} does not load: ${(error as Error).message}`, error);
  }
}

function withoutNative(
  tf: Tf,
  wanted: string | undefined,
  why: string,
  cause?: unknown,
): { tf: Tf; description: BackendDescription } {
  if (wanted === 'native') {
    throw new MissingEngineError(`The native engine cannot be used: ${why}`, { hint: 'Run `framescope backend install`', cause });
  }
  const description = plain(tf, `${why}; training is about 100 times slower. \`framescope backend install\` mends it`);
  process.emitWarning(`framescope computes in plain JavaScript: ${description.description.reason}.`, 'FramescopeWarning');
  return description;
}

function plain(tf: Tf, reason: string): { tf: Tf; description: BackendDescription } {
  tf.setBackend('cpu');
  return { tf, description: { active: 'cpu', version: tf.version_core, reason } };
}
