/** The value nearest to `target` in an ascending list; undefined when it is empty. Of two equally near, the smaller. */
export function nearest(ascending: readonly number[], target: number): number | undefined {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < target) low = middle + 1;
    else high = middle;
  }
  const after = ascending[low];
  const before = ascending[low - 1];
  if (after === undefined) return before;
  return before !== undefined && target - before <= after - target ? before : after;
}
