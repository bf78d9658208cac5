import { isDrawable, type Point } from './envelope.js';

/**
 * A curve's exponential moving average, corrected for its beginning as TensorBoard does: without the correction the average
 * would start at 0 and take its time to arrive.
 *
 *     mₜ = w·mₜ₋₁ + (1 − w)·vₜ,  smoothed vₜ = mₜ / (1 − wᵗ)
 *
 * What is no number stays so and counts for nothing. `weight` is from 0, which leaves the curve as it is, to below 1.
 */
export function smoothCurve(points: readonly Point[], weight: number): readonly Point[] {
  if (weight === 0) return points;
  let mean = 0;
  let rest = 1;
  return points.map(([x, value]): Point => {
    if (!isDrawable(value)) return [x, value];
    mean = weight * mean + (1 - weight) * value;
    rest *= weight;
    return [x, mean / (1 - rest)];
  });
}
