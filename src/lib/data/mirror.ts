/** Mirrors frames left to right in place. `values` is `[…, width, channels]` in C order. */
export function mirror(values: Float32Array, width: number, channels: number): void {
  const row = width * channels;
  for (let start = 0; start < values.length; start += row) {
    for (let left = 0, right = width - 1; left < right; left++, right--) {
      for (let c = 0; c < channels; c++) {
        const a = start + left * channels + c;
        const b = start + right * channels + c;
        [values[a], values[b]] = [values[b], values[a]];
      }
    }
  }
}
