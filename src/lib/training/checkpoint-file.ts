import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CheckpointError } from '../errors.js';
import { decodeSafetensors, decodeSafetensorsMetadata, encodeSafetensors, type NamedArray } from '../weights/safetensors.js';
import { writeAtomically } from '../write-atomically.js';
import type { CallbackState } from './callbacks.js';
import type { TrainingState } from './training-state.js';

const FORMAT = 'framescope-checkpoint';
const VERSION = '1';

/**
 * Writes a training's state as one safetensors file: arrays named `weights/…`, `optimizer/…`, `callbacks/<name>/…`, all
 * else as JSON beside them. A kill while it is written leaves the file of before.
 *
 * @throws {WriteError} when it cannot be written.
 */
export async function writeCheckpoint(path: string, state: TrainingState): Promise<void> {
  const { weights, optimizer, callbacks, ...rest } = state;
  const entries = Object.entries(callbacks);
  const arrays = [
    ...prefixed('weights/', weights),
    ...prefixed('optimizer/', optimizer.arrays),
    ...entries.flatMap(([name, { arrays = [] }]) => prefixed(`callbacks/${name}/`, arrays)),
  ];
  const values = Object.fromEntries(entries.map(([name, { values }]) => [name, values]));
  const json = JSON.stringify({ ...rest, steps: optimizer.steps, callbacks: values }, writeNumber);
  await writeAtomically(path, encodeSafetensors(arrays, { format: FORMAT, version: VERSION, state: json }));
}

/**
 * Reads a training's state; undefined when there is no such file.
 *
 * @throws {CheckpointError} when the file cannot be read, is truncated, or is none of ours.
 */
export async function readCheckpoint(path: string): Promise<TrainingState | undefined> {
  const file = basename(path);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CheckpointError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return decode(bytes, file);
  } catch (cause) {
    throw new CheckpointError(`${file} cannot be resumed from: ${(cause as Error).message}`, {
      hint: 'Delete it to train from scratch',
      cause,
    });
  }
}

function decode(bytes: Buffer, file: string): TrainingState {
  const { format, version, state: json } = decodeSafetensorsMetadata(bytes, file);
  if (format !== FORMAT || version !== VERSION || json === undefined) {
    throw new CheckpointError('it is no checkpoint of a training', {
      received: { format, version },
      accepted: `${FORMAT} ${VERSION}`,
    });
  }
  const arrays = decodeSafetensors(bytes, file);
  type Stored = Omit<TrainingState, 'weights' | 'optimizer' | 'callbacks'> & {
    readonly steps: number;
    readonly callbacks: Readonly<Record<string, CallbackState['values']>>;
  };
  const { steps, callbacks, ...rest } = JSON.parse(json, readNumber) as Stored;
  return {
    ...rest,
    weights: under('weights/', arrays),
    optimizer: { steps, arrays: under('optimizer/', arrays) },
    callbacks: Object.fromEntries(
      Object.entries(callbacks).map(([name, values]) => [name, { values, arrays: under(`callbacks/${name}/`, arrays) }]),
    ),
  };
}

function prefixed(prefix: string, arrays: readonly NamedArray[]): NamedArray[] {
  return arrays.map((array) => ({ ...array, name: prefix + array.name }));
}

function under(prefix: string, arrays: readonly NamedArray[]): NamedArray[] {
  return arrays
    .filter(({ name }) => name.startsWith(prefix))
    .map((array) => ({ ...array, name: array.name.slice(prefix.length) }));
}

/** JSON has no NaN and no infinity, and a loss can be either. */
function writeNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

function readNumber(_: string, value: unknown): unknown {
  const text = (value as { number?: unknown } | null)?.number;
  return typeof text === 'string' ? Number(text) : value;
}
