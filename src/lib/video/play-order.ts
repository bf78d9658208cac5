/** Frames in the order they are played: 0 1 2 3, or with `pingPong` back again, the two ends not doubled: 0 1 2 3 2 1. */
export function playOrder(frameCount: number, pingPong: boolean): number[] {
  const forward = Array.from({ length: frameCount }, (_, i) => i);
  return pingPong ? [...forward, ...forward.slice(1, -1).reverse()] : forward;
}

/**
 * Milliseconds for which each of `count` frames of a GIF is shown. GIF counts hundredths of a second, so neighbours differ by one
 * and the rate holds on average: 70, 60, 70 at 15 frames a second. Up to 100.
 */
export function gifDelays(count: number, fps: number): number[] {
  const shownAt = (position: number): number => Math.round((position * 100) / fps) * 10;
  return Array.from({ length: count }, (_, i) => shownAt(i + 1) - shownAt(i));
}
