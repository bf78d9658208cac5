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

interface Choice {
  readonly tf: Tf;
  readonly description: BackendDescription;
  /** A better engine was wanted and cannot be had: whoever computes is told. */
  readonly isDegraded: boolean;
}

let choice: Choice | undefined;
let isTold = false;

/**
 * TensorFlow.js on the best engine there is, chosen at the first call and kept. Warns once where that is plain JavaScript
 * for want of the native library.
 *
 * The environment variable `FRAMESCOPE_BACKEND` forces `native` or `cpu`.
 *
 * @throws {MissingEngineError} when `native` is forced and cannot be had.
 */
export function engine(): Tf {
  choice ??= chooseEngine();
  if (choice.isDegraded && !isTold) {
    isTold = true;
    process.emitWarning(`framescope computes in plain JavaScript: ${choice.description.reason}.`, 'FramescopeWarning');
  }
  return choice.tf;
}

/** Which engine runs, its version, and why a better one does not; chooses it if that has not happened yet. */
export function describeBackend(): BackendDescription {
  choice ??= chooseEngine();
  return choice.description;
}

function chooseEngine(): Choice {
  const wanted = process.env.FRAMESCOPE_BACKEND;
  if (wanted !== undefined && wanted !== '' && wanted !== 'native' && wanted !== 'cpu') {
    throw new InvalidInputError('FRAMESCOPE_BACKEND is not known', { received: wanted, accepted: "'native', 'cpu'" });
  }
  const tf = loadTensorFlow();
  if (wanted === 'cpu') return plain(tf, 'FRAMESCOPE_BACKEND asks for plain JavaScript', false);
  const found = findNativeEngine();
  if ('missing' in found) return withoutNative(tf, wanted, found.missing);
  try {
    const binding = registerNativeBackend(tf, found.binding);
    if (!tf.setBackend('tensorflow')) throw new Error('TensorFlow.js refused the backend');
    const reason = `TensorFlow's C library, ${binding.isUsingGpuDevice() ? 'on the GPU' : 'on the processor'}`;
    return {
      tf,
      description: { active: 'native', version: binding.TF_Version, reason, folder: found.folder },
      isDegraded: false,
    };
  } catch (error) {
    return withoutNative(tf, wanted, `the native engine in ${found.folder} does not load: ${(error as Error).message}`, error);
  }
}

function withoutNative(tf: Tf, wanted: string | undefined, why: string, cause?: unknown): Choice {
  if (wanted === 'native') throw new MissingEngineError(`the native engine cannot be used: ${why}`, { cause });
  return plain(tf, `${why}; training is about 100 times slower`, true);
}

function plain(tf: Tf, reason: string, isDegraded: boolean): Choice {
  tf.setBackend('cpu');
  return { tf, description: { active: 'cpu', version: tf.version_core, reason }, isDegraded };
}
