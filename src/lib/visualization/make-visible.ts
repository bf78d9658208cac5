/**
 * Turns any values into bytes one can look at: centred on their mean, scaled to a standard deviation of 0.1 around 0.5,
 * cut to [0, 1], times 255.
 *
 * Source: the deprocessing step of the Keras filter visualisation recipe, constants 1e-5, 0.1 and 0.5.
 */
export function makeVisible(values: Float32Array): Uint8Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const scale = 0.1 / (Math.sqrt(variance) + 1e-5);
  return Uint8Array.from(values, (value) => Math.min(1, Math.max(0, (value - mean) * scale + 0.5)) * 255);
}
