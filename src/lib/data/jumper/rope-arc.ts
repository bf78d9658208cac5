import type { Position } from './pose.js';

const SEGMENTS = 28;

/**
 * The turning rope: an arc through both handles that stands out from them by up to its radius, in the direction `angle`
 * (0 down, a quarter turn to the back, half a turn up: it comes down in front and passes the feet to the back). At its
 * lowest it touches the ground.
 *
 * @param turn the body's turn about the upright axis, in radians.
 */
export function ropeBetween(from: Position, to: Position, angle: number, turn: number): Position[] {
  const lowest = Math.min(from.y, to.y) - 0.004;
  const up = Math.max(0, -Math.cos(angle));
  const radius = lowest + (0.6 - lowest) * up;
  const back = radius * Math.sin(angle);
  return Array.from({ length: SEGMENTS + 1 }, (_, i) => {
    // Points lie denser at the handles, where the arc bends most.
    const share = 0.5 - 0.5 * Math.cos((Math.PI * i) / SEGMENTS);
    const out = Math.sin(Math.PI * share) ** 0.62;
    return {
      x: from.x + (to.x - from.x) * share - out * back * Math.sin(turn),
      y: from.y + (to.y - from.y) * share - out * radius * Math.cos(angle),
      z: from.z + (to.z - from.z) * share - out * back * Math.cos(turn),
    };
  });
}
