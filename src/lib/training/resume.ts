import { basename } from 'node:path';
import { CheckpointError } from '../errors.js';
import type { NamedArray } from '../weights/safetensors.js';
import type { ResumePoint } from './callbacks.js';
import { readCheckpoint } from './checkpoint-file.js';
import { requireSameTraining } from './fingerprint.js';
import type { Run } from './run.js';
import { copyWeights, type TrainingState } from './training-state.js';

/**
 * Brings a run to where its checkpoint was written; leaves it as it is when there is no such file.
 *
 * Everything is checked before anything is changed.
 *
 * @throws {CheckpointError} when the file is damaged, of another training, or beyond the epochs asked for.
 */
export async function resumeFrom(
  path: string,
  run: Run,
  epochs: number,
): Promise<{ point: ResumePoint; state: TrainingState | undefined }> {
  const state = await readCheckpoint(path);
  if (!state) return { point: { path, isFound: false, epoch: 0, batch: 0 }, state };
  const file = basename(path);
  requireSameTraining(state.fingerprint, run.fingerprint, file);
  if (state.epoch > epochs) {
    throw new CheckpointError(`${file} is further than training is to go`, {
      received: `${state.epoch} epochs`,
      accepted: `up to ${epochs} epochs`,
      hint: 'Ask for more epochs, or write to another file',
    });
  }
  const shapes = (arrays: readonly NamedArray[]): string => arrays.map(({ shape }) => `[${shape.join(', ')}]`).join(' ');
  const weights = copyWeights(run.model);
  if (shapes(state.weights) !== shapes(weights)) {
    throw new CheckpointError(`${file} does not hold the weights of this model`, {
      received: shapes(state.weights),
      accepted: shapes(weights),
    });
  }
  const before = run.optimizer.state();
  run.optimizer.restore(state.optimizer);
  const rate = run.optimizer.learningRate;
  if (rate !== state.learningRate) {
    run.optimizer.restore(before);
    throw new CheckpointError(`${file} is the checkpoint of another training: the learning rate of the next step differs`, {
      received: state.learningRate,
      accepted: String(rate),
      hint: 'A rate that depends on the number of steps in all cannot be prolonged',
    });
  }
  run.restore(state);
  return { point: { path, isFound: true, epoch: state.epoch, batch: state.batch }, state };
}
