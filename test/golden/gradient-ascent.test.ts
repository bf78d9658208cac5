import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { decodeNpy } from '../../src/lib/data/npy.js';
import type { VideoModel } from '../../src/lib/models/model.js';
import { makeVisible } from '../../src/lib/visualization/make-visible.js';
import { visualizeFilters } from '../../src/lib/visualization/visualize-filters.js';
import { loadModel } from '../../src/lib/weights/load-model.js';
import { describeGolden, type GoldenCase, goldenArray, goldenCases, goldenPath } from './root.js';

// The reference ran TensorFlow's plain kernels. An ascent through max-pooling magnifies rounding a hundred thousand times in
// fifteen steps, so it is compared on the same kernels; this file has a process of its own, and nothing has computed yet.
process.env.TF_ENABLE_ONEDNN_OPTS = '0';

interface AscentFacts {
  readonly params: {
    readonly model: string;
    readonly layer: string;
    readonly filter: number;
    readonly iterations: number;
    readonly step: number;
    readonly start: string;
  };
  readonly tolerance: {
    readonly snapshots: Readonly<Record<string, { readonly rms_tolerance: number; readonly update_correlation_min: number }>>;
    readonly losses_relative: number;
  };
  readonly losses: readonly number[];
  readonly loss_after_last: number;
  readonly sensitivity: Readonly<Record<string, { readonly max: number; readonly rms: number }>>;
}

/** Beside the runs, each model's folder has a case of its own: the start that they share. */
const runs = goldenCases<AscentFacts>('gradient-ascent').filter(({ facts }) => facts.losses !== undefined);

describeGolden('gradient-ascent', 'gradient ascent against Keras', () => {
  const models = new Map<string, Promise<VideoModel>>();
  afterAll(() => engine().disposeVariables());

  test('there are runs', () => expect(runs.length).toBeGreaterThan(0));

  test.each(runs.map((run) => [run.name, run] as const))('%s', async (_, run) => {
    const { params, tolerance, sensitivity, losses, loss_after_last } = run.facts;
    const loading = models.get(params.model) ?? loadCaseModel(params.model);
    models.set(params.model, loading);
    const model = await loading;
    const start = readStart(run);
    const got: number[] = [];
    let x = start;
    let done = 0;
    // In stretches from one snapshot to the next: without noise of its own, an ascent depends on where it is alone.
    for (const snapshot of Object.keys(tolerance.snapshots).map(Number)) {
      const [{ values, objective }] = await visualizeFilters(model, {
        ...{ layer: params.layer, target: 'before', filters: [params.filter], start: x, bounds: 'none' },
        ...{ steps: snapshot - done, stepSize: params.step, epsilon: 1e-5 },
      });
      x = values;
      done = snapshot;
      got.splice(got.length - 1, 1, ...objective);
      const wanted = snapshotOf(run, `x_${snapshot}`, x, start, model.inputShape);
      if (!wanted) continue;
      const { rms_tolerance, update_correlation_min } = tolerance.snapshots[snapshot];
      expect(rms(wanted.differences), `rms after ${snapshot}`).toBeLessThanOrEqual(rms_tolerance);
      expect(correlation(wanted.gotMoves, wanted.wantedMoves), `after ${snapshot}`).toBeGreaterThanOrEqual(
        update_correlation_min,
      );
      if (sensitivity[snapshot].max < 1e-3) expect(largest(wanted.differences)).toBeLessThanOrEqual(wanted.atol);
    }
    expect(done).toBe(params.iterations);
    expect(got).toHaveLength(params.iterations + 1);
    for (const [i, loss] of [...losses, loss_after_last].entries()) {
      const relative = Math.abs(got[i] - loss) / Math.max(Math.abs(loss), 1e-3);
      expect(relative, `loss ${i}`).toBeLessThanOrEqual(tolerance.losses_relative);
    }
    if (run.facts.arrays.some(({ name }) => name === 'deprocessed')) checkVisible(run, x);
  });
});

/**
 * The bytes of the stored input, and of our own run.
 *
 * A case allows an own run one gray level in the mean. Some cases contradict that themselves: by their `sensitivity` the reference
 * differs from itself by more as soon as its start moves by one rounding of float32. There, that difference is the bound.
 */
function checkVisible(run: GoldenCase<AscentFacts>, x: Float32Array): void {
  const wanted = goldenArray(run, 'deprocessed').data as Uint8Array;
  const stored = goldenArray(run, `x_${run.facts.params.iterations}`).data as Float32Array;
  const apart = (bytes: Uint8Array): number[] => Array.from(bytes, (byte, i) => Math.abs(byte - wanted[i]));
  const fromStored = apart(makeVisible(Float32Array.from(stored)));
  expect(largest(fromStored)).toBeLessThanOrEqual(1);
  expect(fromStored.filter((value) => value === 0).length).toBeGreaterThanOrEqual(0.99 * fromStored.length);
  const ownDifference = run.facts.sensitivity[run.facts.params.iterations].rms * grayLevelsPerUnit(stored);
  expect(mean(apart(makeVisible(x)))).toBeLessThanOrEqual(Math.max(1, ownDifference));
}

/** How many gray levels a difference of 1 in the input makes: a tenth of the range for each standard deviation. */
function grayLevelsPerUnit(values: Float32Array): number {
  const all = Array.from(values);
  const center = mean(all);
  return 25.5 / rms(all.map((value) => value - center));
}

/** Own and stored values after some iterations; stored ones may be every second row and column only. */
function snapshotOf(
  run: GoldenCase<AscentFacts>,
  name: string,
  x: Float32Array,
  start: Float32Array,
  [frames, height, width, channels]: readonly number[],
): { differences: number[]; gotMoves: number[]; wantedMoves: number[]; atol: number } | undefined {
  const entry = run.facts.arrays.find((array) => array.name === name);
  if (!entry) return undefined;
  const wanted = goldenArray(run, name).data as Float32Array;
  const stride = Math.round(height / entry.shape[2]);
  const places: number[] = [];
  for (let t = 0; t < frames; t++)
    for (let row = 0; row < height; row += stride)
      for (let column = 0; column < width; column += stride)
        for (let c = 0; c < channels; c++) places.push(((t * height + row) * width + column) * channels + c);
  expect(wanted.length).toBe(places.length);
  return {
    differences: places.map((place, i) => x[place] - wanted[i]),
    gotMoves: places.map((place) => x[place] - start[place]),
    wantedMoves: places.map((place, i) => wanted[i] - start[place]),
    atol: entry.atol,
  };
}

/** The case says where its start lies, in words: '../start.npy ((1, 4, 128, 128, 1))'. */
function readStart({ folder, facts }: GoldenCase<AscentFacts>): Float32Array {
  const path = join(folder, facts.params.start.split(' ')[0]);
  return Float32Array.from(decodeNpy(readFileSync(path), path).data as Float32Array);
}

/** A `.keras` file has the same weights beside it as HDF5; the trained model is a folder of JSON and HDF5. */
function loadCaseModel(path: string): Promise<VideoModel> {
  const place = goldenPath(path);
  if (place.endsWith('.keras')) return loadModel(place.replace(/\.keras$/, '.h5'));
  const find = (end: string): string => join(place, readdirSync(place).find((file) => file.endsWith(end)) ?? `missing${end}`);
  return loadModel({ architecture: find('.json'), weights: find('.h5') });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rms(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => value * value)));
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, i) => (value - meanA) * (b[i] - meanB)));
  return covariance / (rms(a.map((value) => value - meanA)) * rms(b.map((value) => value - meanB)));
}
