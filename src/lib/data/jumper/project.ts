import { type Camera, throughCamera } from './camera.js';
import type { Point } from './canvas.js';
import type { Position } from './pose.js';

/** Where somebody stands in the picture of a resting camera. */
export interface Placement {
  /** The point of the ground under the body, in pixels. */
  readonly ground: Point;
  /** Pixels a body height. */
  readonly pixels: number;
  /** Direction of the camera around the upright axis in radians; 0 is frontal, a quarter turn the body's left side. */
  readonly yaw: number;
  /** Angle by which the camera looks down, in radians. */
  readonly pitch: number;
}

/** How positions in body heights become pixels. */
export interface View {
  /** Pixels a body height. */
  readonly pixels: number;
  /** Brightness, 1 on average. */
  readonly gain: number;
  /** 1 when the body faces the camera, −1 when it shows its back. */
  readonly facing: number;
  project(position: Position): Point;
  /** Nearness to the camera; 0 at the body's axis. */
  depth(position: Position): number;
}

/** The view of somebody through a moving camera; without perspective within one body. */
export function createView(
  { ground, pixels, yaw, pitch }: Placement,
  camera: Camera,
  size: { readonly width: number; readonly height: number },
  gain: number,
): View {
  const show = throughCamera(camera, size.width, size.height);
  const [cosYaw, sinYaw] = [Math.cos(yaw), Math.sin(yaw)];
  const [cosPitch, sinPitch] = [Math.cos(pitch), Math.sin(pitch)];
  const depth = ({ x, z }: Position): number => z * cosYaw - x * sinYaw;
  return {
    pixels: pixels * camera.zoom,
    gain,
    facing: cosYaw,
    depth,
    project: (position) =>
      show({
        x: ground.x + pixels * (position.x * cosYaw + position.z * sinYaw),
        y: ground.y - pixels * (position.y * cosPitch - depth(position) * sinPitch),
      }),
  };
}
