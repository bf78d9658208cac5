/** Frames in the order they are played: forward, and with `pingPong` back again, the two ends not doubled. */
export function playOrder(frameCount: number, pingPong: boolean): number[] {
  const forward = Array.from({ length: frameCount }, (_, i) => i);
  return pingPong && frameCount > 2 ? [...forward, ...forward.slice(1, -1).reverse()] : forward;
}

/** Which of `available` slices is shown at slice `at` of `total`: the same share of the time, so the first and the last meet. */
export function linkedSlice(at: number, total: number, available: number): number {
  return total <= 1 ? 0 : Math.round((at / (total - 1)) * (available - 1));
}

/** Columns of a grid of `count` tiles: three for the field's nine filters, more only where there are many more. */
export function gridColumns(count: number): number {
  if (count <= 3) return count;
  if (count === 4) return 2;
  if (count <= 9) return 3;
  return count <= 16 ? 4 : 6;
}
