import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor, Tensor2D, Tensor5D } from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { describeBackend, engine } from '../../src/lib/backend/engine.js';
import type { WindowBatch } from '../../src/lib/data/window-dataset.js';
import type { VideoModel } from '../../src/lib/models/model.js';
import { channelsOf, scaleBytes } from '../../src/lib/preprocessing.js';
import { truncatedNetwork } from '../../src/lib/visualization/truncated-network.js';
import { loadModel } from '../../src/lib/weights/load-model.js';
import { type CaseArray, type GoldenCase, goldenArray, goldenCases, goldenPath } from './root.js';

export interface Facts {
  readonly what: string;
  readonly tolerance: { readonly rule: string };
  readonly params: {
    readonly parameters: number;
    /** Absent where the case only looks at outputs. */
    readonly forward_batch?: number;
    readonly training?: { readonly lr: number; readonly momentum: number; readonly nesterov: boolean; readonly steps: number };
  };
  readonly loss_infer: number;
  readonly loss_train: number;
  readonly trajectory: {
    readonly loss_reported_by_the_step: readonly number[];
    readonly loss_after_step_inference_mode: readonly number[];
    readonly loss_relative_tolerance?: readonly number[];
  };
}

/** A case of the counter. */
export type Golden = GoldenCase<Facts>;

/** Steps that cost more than this many weights × windows are left to the native engine: others take minutes. */
const LARGEST_ELSEWHERE = 100_000;

/** All cases. */
export const cases: readonly Golden[] = goldenCases<Facts>('speed-counter');

/** Those with losses, gradients and a trajectory. */
export const trained: readonly Golden[] = cases.filter(({ facts }) => facts.params.training);

/** Why a case is not trained on this engine; undefined where it is. */
export function tooLarge({ facts }: Golden): string | undefined {
  const windows = facts.arrays.find(({ name }) => name === 'clips')?.shape[0] ?? 0;
  const isLarge = describeBackend().active !== 'native' && facts.params.parameters * windows > LARGEST_ELSEWHERE;
  return isLarge ? `only on the native engine: more than ${LARGEST_ELSEWHERE} weights × windows` : undefined;
}

/** The Keras model of a case: whole beside it, or named in its description as two files. */
export function modelOf({ folder, facts }: Golden): Promise<VideoModel> {
  const whole = join(folder, 'model.h5');
  if (existsSync(whole)) return loadModel(whole);
  const named = goldenPath(/shared\/[\w./-]+\w/.exec(facts.what)?.[0] ?? facts.what);
  return loadModel({ architecture: join(named, 'model_architecture.json'), weights: join(named, 'model_weights.h5') });
}

export function arraysUnder({ facts }: Golden, prefix: string): CaseArray[] {
  return facts.arrays.filter(({ name }) => name.startsWith(prefix));
}

export function has(golden: Golden, prefix: string): boolean {
  return arraysUnder(golden, prefix).length > 0;
}

/** All clips of a case as the model reads them, `float32(byte) / 255`, with their one-hot targets. */
export function wholeBatch(golden: Golden, model: VideoModel): WindowBatch {
  const { data, shape } = goldenArray(golden, 'clips');
  expect(shape.slice(1)).toEqual([...model.inputShape]);
  expect(shape[4]).toBe(channelsOf(model.preprocessing.color));
  const hasLabels = golden.facts.arrays.some(({ name }) => name === 'labels');
  const targets = hasLabels ? (oneHot(golden, model).dataSync() as Float32Array) : new Float32Array();
  return { inputs: scaleBytes(data as Uint8Array), targets, size: shape[0] };
}

export function forwardBatch(golden: Golden, model: VideoModel): Tensor5D {
  const { inputs, size } = wholeBatch(golden, model);
  const all = engine().tensor5d(inputs, [size, ...model.inputShape]);
  return all.slice([0], [golden.facts.params.forward_batch ?? size]) as Tensor5D;
}

export function oneHot(golden: Golden, model: VideoModel): Tensor2D {
  const labels = Array.from(goldenArray(golden, 'labels').data as Int32Array);
  return engine().oneHot(labels, model.preprocessing.window).toFloat() as Tensor2D;
}

export function lastInput(model: VideoModel, x: Tensor5D): Tensor {
  const { layers } = model.network;
  return truncatedNetwork(model, [layers[layers.length - 2].name]).predict(x) as Tensor;
}

export function everySecond(x: Tensor5D): Tensor {
  return x.stridedSlice([0, 0, 0, 0, 0], x.shape, [1, 1, 2, 2, 1]);
}

export function weightOf(model: VideoModel, name: string): Tensor {
  const found = model.weights().find((weight) => weight.name === name);
  if (!found) throw new Error(`the model has no weight ${name}`);
  return found.variable;
}

export function check(golden: Golden, name: string, got: Tensor): void {
  const { atol, shape } = golden.facts.arrays.find((array) => array.name === name) ?? {};
  if (atol === undefined) throw new Error(`${golden.name} states no tolerance of ${name}`);
  expect(got.shape, name).toEqual(shape);
  const wanted = goldenArray(golden, name).data as Float32Array;
  const values = got.dataSync() as Float32Array;
  const difference = values.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0);
  expect(difference, `${golden.name} ${name}`).toBeLessThanOrEqual(atol);
}

/** The rule states it in words: 'loss_infer and loss_train within 2e-4 relative'. */
export function lossTolerance({ facts }: Golden): number {
  return Number(/within ([\d.e-]+) relative/.exec(facts.tolerance.rule)?.[1]);
}

/** Per step where the case states it, else as its note has it: 1e-3 for the first three steps, 5e-2 later. */
export function trajectoryTolerance({ facts }: Golden, step: number): number {
  return facts.trajectory.loss_relative_tolerance?.[step - 1] ?? (step <= 3 ? 1e-3 : 5e-2);
}

export function expectRelative(got: number, wanted: number, tolerance: number, what: string): void {
  expect(Math.abs(got - wanted), what).toBeLessThanOrEqual(tolerance * Math.abs(wanted));
}
