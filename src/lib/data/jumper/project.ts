import type { Point } from './canvas.js';
import type { Position } from './pose.js';
import type { Scene } from './scene.js';

/** How positions in body heights become pixels. */
export interface View {
  /** Pixels a body height. */
  readonly pixels: number;
  /** Brightness, 1 on average. */
  readonly gain: number;
  project(position: Position): Point;
  /** Nearness to the camera; 0 at the body's axis. */
  depth(position: Position): number;
}

/** A distant camera (no perspective) that looks from the scene's direction, shifted by a shake in pixels. */
export function createView(scene: Scene, width: number, height: number, shake: Point, gain: number): View {
  const pixels = scene.size * height;
  const originX = scene.ground.x * width + shake.x;
  const originY = scene.ground.y * height + shake.y;
  const [cosYaw, sinYaw] = [Math.cos(scene.yaw), Math.sin(scene.yaw)];
  const [cosPitch, sinPitch] = [Math.cos(scene.pitch), Math.sin(scene.pitch)];
  const depth = ({ x, z }: Position): number => z * cosYaw - x * sinYaw;
  return {
    pixels,
    gain,
    depth,
    project: (position) => ({
      x: originX + pixels * (position.x * cosYaw + position.z * sinYaw),
      y: originY - pixels * (position.y * cosPitch - depth(position) * sinPitch),
    }),
  };
}
