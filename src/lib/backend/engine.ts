import { InvalidInputError, MissingEngineError } from '../errors.js';
import { findNativeEngine } from './install/find.js';
import { loadTensorFlow, startNative, startWebAssembly, type Tf, whyNoWebAssembly } from './tensorflow.js';
import { registerWasmKernels } from './wasm/index.js';

/** What computes: TensorFlow's C library, TensorFlow.js's WebAssembly, or plain JavaScript. */
export type EngineName = 'native' | 'wasm' | 'cpu';

/** Which engine runs, and why not a better one. */
export interface BackendDescription {
  readonly active: EngineName;
  /** Version of TensorFlow (native) or TensorFlow.js (wasm, cpu). */
  readonly version: string;
  /** One sentence for a reader: why this engine, and what it costs. */
  readonly reason: string;
  /** Where the native library lies. */
  readonly folder?: string;
}

interface Choice {
  readonly tf: Tf;
  readonly description: BackendDescription;
  /** A better engine was wanted and cannot be had: whoever computes is told. */
  readonly isDegraded: boolean;
  /** Starts the described engine where it cannot start at once; until then plain JavaScript computes. */
  readonly start?: () => Promise<Choice>;
}

/** What an engine costs against the native one, as measured on the jump counter; see docs/decisions/009. */
const COST: Readonly<Record<Exclude<EngineName, 'native'>, string>> = {
  wasm: 'training is about 6 times slower than on the native engine, predicting 4 times',
  cpu: 'training is about 130 times slower than on the native engine, predicting 200 times',
};

let choice: Choice | undefined;
let starting: Promise<BackendDescription> | undefined;
let told: Choice | undefined;

/**
 * TensorFlow.js on the best engine there is, chosen at the first call and kept; warns once where that is not the native one
 * for want of its library.
 *
 * WebAssembly cannot start within a synchronous call. Where it is the choice, plain JavaScript computes until
 * `engineReady()` has resolved; what was made until then moves over by itself.
 *
 * The environment variable `FRAMESCOPE_BACKEND` forces `native`, `wasm` or `cpu`.
 *
 * @throws {MissingEngineError} when an engine is forced and cannot be had.
 */
export function engine(): Tf {
  choice ??= chooseEngine();
  tell(choice);
  return choice.tf;
}

/**
 * Resolves as soon as the chosen engine computes. Every asynchronous call of framescope awaits it by itself; only
 * synchronous ones, such as `model.apply`, are faster after it where WebAssembly computes.
 *
 * @throws {MissingEngineError} when an engine is forced and cannot be had.
 */
export async function engineReady(): Promise<void> {
  await startEngine();
  engine();
}

/** Starts the chosen engine without a warning, and describes it: for those that tell of it in their own way. */
export function startEngine(): Promise<BackendDescription> {
  starting ??= start().catch((error: unknown) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

/**
 * Which engine computes, its version, and why a better one does not; chooses it if that has not happened yet. Before
 * `engineReady()` has resolved, it names the engine that the next asynchronous call starts.
 */
export function describeBackend(): BackendDescription {
  choice ??= chooseEngine();
  return choice.description;
}

async function start(): Promise<BackendDescription> {
  choice ??= chooseEngine();
  if (choice.start) choice = await choice.start();
  return choice.description;
}

function tell(current: Choice): void {
  if (!current.isDegraded || told?.description.active === current.description.active) return;
  told = current;
  process.emitWarning(`framescope computes in ${NAMES[current.description.active]}: ${current.description.reason}.`, WARNING);
}

const WARNING = 'FramescopeWarning';
const NAMES: Readonly<Record<EngineName, string>> = {
  native: "TensorFlow's C library",
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
};

function chooseEngine(): Choice {
  const wanted = process.env.FRAMESCOPE_BACKEND || undefined;
  if (wanted !== undefined && wanted !== 'native' && wanted !== 'wasm' && wanted !== 'cpu') {
    throw new InvalidInputError('FRAMESCOPE_BACKEND is not known', { received: wanted, accepted: "'native', 'wasm', 'cpu'" });
  }
  const tf = loadTensorFlow();
  if (wanted === 'cpu') return plain(tf, 'FRAMESCOPE_BACKEND asks for plain JavaScript', false);
  if (wanted === 'wasm') return webAssembly(tf, 'FRAMESCOPE_BACKEND asks for WebAssembly', true);
  const found = findNativeEngine();
  if ('missing' in found) return withoutNative(tf, wanted, found.missing);
  try {
    const { version, isOnGpu } = startNative(tf, found.binding);
    const reason = `TensorFlow's C library, ${isOnGpu ? 'on the GPU' : 'on the processor'}`;
    return { tf, description: { active: 'native', version, reason, folder: found.folder }, isDegraded: false };
  } catch (error) {
    return withoutNative(tf, wanted, `the native engine in ${found.folder} does not load: ${(error as Error).message}`, error);
  }
}

function withoutNative(tf: Tf, wanted: 'native' | undefined, why: string, cause?: unknown): Choice {
  if (wanted === 'native') throw new MissingEngineError(`the native engine cannot be used: ${why}`, { cause });
  return webAssembly(tf, why, false);
}

/** WebAssembly, still to be started; plain JavaScript at once where it is plain that it cannot. */
function webAssembly(tf: Tf, why: string, isForced: boolean): Choice {
  const failed = (reason: string, cause?: unknown): Choice => {
    if (isForced) throw new MissingEngineError(`WebAssembly cannot be used: ${reason}`, { cause });
    return plain(tf, `${why}; WebAssembly cannot be used either: ${reason}`, true);
  };
  const hindrance = whyNoWebAssembly();
  if (hindrance !== undefined) return failed(hindrance);
  tf.setBackend('cpu');
  const description: BackendDescription = { active: 'wasm', version: tf.version_core, reason: `${why}; ${COST.wasm}` };
  const start = async (): Promise<Choice> => {
    try {
      await startWebAssembly(tf);
      registerWasmKernels(tf);
    } catch (error) {
      return failed((error as Error).message, error);
    }
    return { tf, description, isDegraded: !isForced };
  };
  return { tf, description, isDegraded: !isForced, start };
}

function plain(tf: Tf, why: string, isDegraded: boolean): Choice {
  tf.setBackend('cpu');
  return { tf, description: { active: 'cpu', version: tf.version_core, reason: `${why}; ${COST.cpu}` }, isDegraded };
}
