/** `value` where it lies between `least` and `greatest`, else the nearer of the two. */
export function clamp(value: number, least: number, greatest: number): number {
  return Math.min(greatest, Math.max(least, value));
}
