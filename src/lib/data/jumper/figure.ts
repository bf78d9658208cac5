import { type Canvas, type Color, drawCapsule, drawEllipse, drawPolygon, type Paint, type Point } from './canvas.js';
import { ankleHeight, type Pose, type Position, type Side } from './pose.js';
import type { View } from './project.js';
import type { Scene } from './scene.js';

/** Draws the body of the jumper, far limbs first. */
export function drawFigure(canvas: Canvas, { head, sides }: Pose, scene: Scene, view: View): void {
  const { colors } = scene;
  const px = view.pixels;
  const paint = (color: Color, roundness = 0.3): Paint => ({ color: lit(color, view.gain), roundness });
  const limb = (from: Position, to: Position, radii: readonly [number, number], color: Color): void =>
    drawCapsule(canvas, view.project(from), view.project(to), [radii[0] * px, radii[1] * px], paint(color));

  const leg = ({ hip, knee, ankle, toe }: Side): void => {
    const shin = scene.hasShorts ? colors.skin : colors.trousers;
    limb(knee, ankle, [0.036, 0.023], shin);
    limb(hip, knee, [0.056, 0.04], colors.trousers);
    const heel = { x: ankle.x, y: ankle.y - 0.012, z: ankle.z - 0.02 };
    limb(heel, toe, [0.027, 0.023], colors.shoes);
  };
  const arm = ({ shoulder, elbow, hand, handle }: Side): void => {
    limb(hand, handle, [0.011, 0.011], [40, 40, 44]);
    limb(elbow, hand, [0.024, 0.019], colors.skin);
    drawEllipse(canvas, view.project(hand), 0.024 * px, 0.024 * px, paint(colors.skin));
    limb(shoulder, elbow, [0.037, 0.028], colors.shirt);
  };
  const torso = (): void => {
    const { left, right } = sides;
    const corners = [right.shoulder, left.shoulder, raised(left.hip, 0.02), raised(right.hip, 0.02)].map(view.project);
    const neck = { x: 0, y: left.shoulder.y + 0.05, z: 0 };
    limb(neck, raised(head, -0.02), [0.03, 0.028], colors.skin);
    drawPolygon(
      canvas,
      [corners[3], corners[2], view.project(left.hip), view.project(right.hip)],
      0.045 * px,
      paint(colors.trousers, 0.2),
    );
    drawPolygon(canvas, corners, 0.042 * px, paint(colors.shirt, 0.25));
  };

  if (scene.hasLongHair) {
    const nape = { x: head.x, y: head.y - 0.07, z: head.z - 0.035 };
    limb(raised(nape, 0.08), nape, [0.06, 0.05], colors.hair);
  }
  const byDepth = [sides.left, sides.right].sort((a, b) => view.depth(a.knee) - view.depth(b.knee));
  const armsByDepth = [sides.left, sides.right].sort((a, b) => view.depth(a.hand) - view.depth(b.hand));
  for (const side of byDepth) leg(side);
  const [farArm, nearArm] = armsByDepth;
  if (view.depth(farArm.hand) < 0) arm(farArm);
  torso();
  drawHead(canvas, head, scene, view, paint);
  if (view.depth(farArm.hand) >= 0) arm(farArm);
  arm(nearArm);
}

/** Darkens the ground under each foot: sharp and dark where it stands, wide and faint where it is in the air. */
export function drawShadows(canvas: Canvas, { sides }: Pose, { build }: Scene, view: View): void {
  const spread = (at: Point, radius: number, alpha: number): void =>
    drawEllipse(canvas, at, radius * view.pixels, radius * 0.3 * view.pixels, {
      color: [18, 16, 16],
      alpha,
      softness: 0.3 * radius * view.pixels,
    });
  spread(view.project({ x: 0, y: 0, z: 0 }), 0.2, 0.16);
  for (const { ankle } of [sides.left, sides.right]) {
    const height = (ankle.y - ankleHeight) / build.lift;
    spread(
      view.project({ x: ankle.x, y: 0, z: ankle.z + 0.03 }),
      0.062 + 0.03 * height,
      0.62 * (1 - 0.85 * Math.min(1, height * 1.4)),
    );
  }
}

function drawHead(
  canvas: Canvas,
  head: Position,
  scene: Scene,
  view: View,
  paint: (color: Color, roundness?: number) => Paint,
): void {
  const px = view.pixels;
  const { hair, skin } = scene.colors;
  const center = view.project(head);
  const back = view.project({ x: head.x, y: head.y + 0.016, z: head.z - 0.018 });
  drawEllipse(canvas, back, 0.056 * px, 0.066 * px, paint(hair));
  const face = view.project({ x: head.x, y: head.y - 0.012, z: head.z + 0.02 });
  drawEllipse(canvas, face, 0.045 * px, 0.056 * px, paint(skin));
  for (const sign of [-1, 1]) {
    const eye = view.project({ x: head.x + sign * 0.018, y: head.y - 0.002, z: head.z + 0.06 });
    drawEllipse(canvas, eye, 0.006 * px, 0.006 * px, { color: [30, 24, 24], alpha: 0.8 });
  }
  drawEllipse(canvas, { x: center.x, y: center.y - 0.042 * px }, 0.046 * px, 0.026 * px, paint(hair));
}

function raised(position: Position, by: number): Position {
  return { ...position, y: position.y + by };
}

function lit([r, g, b]: Color, gain: number): Color {
  return [r * gain, g * gain, b * gain];
}
