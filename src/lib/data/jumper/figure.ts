import { type Canvas, type Color, drawCapsule, drawEllipse, drawPolygon, type Paint, type Point } from './canvas.js';
import { shade } from './palette.js';
import type { Person } from './person.js';
import { ankleHeight, type Pose, type Position, type Side } from './pose.js';
import type { View } from './project.js';

/** How far before the trunk a limb must be to hide it, in body heights. */
const BEFORE_TRUNK = 0.02;

/** Draws a body, its far parts first. */
export function drawFigure(canvas: Canvas, pose: Pose, person: Person, view: View): void {
  const brush = createBrush(canvas, person, view);
  const { left, right } = pose.sides;
  const parts = [
    ...[left, right].flatMap((side) => [
      { depth: depthOf(view, side.knee, side.hip), draw: () => drawLeg(brush, side, person) },
      { depth: depthOf(view, side.elbow, side.hand), draw: () => drawArm(brush, side, person) },
    ]),
    { depth: BEFORE_TRUNK, draw: () => drawTrunk(brush, pose, person) },
    { depth: view.depth(pose.head), draw: () => drawHead(brush, pose, person) },
  ];
  for (const { draw } of parts.sort((a, b) => a.depth - b.depth)) draw();
}

/** Darkens the ground under each foot: sharp and dark where it stands, wide and faint where it is in the air. */
export function drawShadows(canvas: Canvas, { sides, neck }: Pose, { build }: Person, view: View): void {
  const spread = (at: Point, radius: number, alpha: number): void =>
    drawEllipse(canvas, at, radius * view.pixels, radius * 0.3 * view.pixels, {
      color: [18, 16, 16],
      alpha,
      softness: Math.max(1, 0.3 * radius * view.pixels),
    });
  spread(view.project({ x: neck.x, y: 0, z: neck.z }), 0.2, 0.16);
  for (const { ankle } of [sides.left, sides.right]) {
    const height = (ankle.y - ankleHeight) / build.lift;
    spread(
      view.project({ x: ankle.x, y: 0, z: ankle.z + 0.03 }),
      0.062 + 0.03 * height,
      0.5 * (1 - 0.85 * Math.min(1, height * 1.4)),
    );
  }
}

/** Draws with lengths in body heights. */
interface Brush {
  readonly view: View;
  limb(from: Position, to: Position, radii: readonly [number, number], color: Color): void;
  ball(center: Position, radiusX: number, radiusY: number, color: Color): void;
  sheet(corners: readonly Position[], rounding: number, color: Color): void;
}

function createBrush(canvas: Canvas, { build }: Person, view: View): Brush {
  const px = view.pixels;
  const paint = (color: Color, roundness: number): Paint => ({ color: shade(color, view.gain), roundness });
  return {
    view,
    limb: (from, to, [a, b], color) => {
      const radii = [a * build.girth * px, b * build.girth * px] as const;
      drawCapsule(canvas, view.project(from), view.project(to), radii, paint(color, 0.3));
    },
    ball: (center, radiusX, radiusY, color) =>
      drawEllipse(canvas, view.project(center), radiusX * px, radiusY * px, paint(color, 0.3)),
    sheet: (corners, rounding, color) =>
      drawPolygon(canvas, corners.map(view.project), rounding * build.girth * px, paint(color, 0.2)),
  };
}

function drawLeg({ limb }: Brush, { hip, knee, ankle, toe }: Side, person: Person): void {
  const { skin, trousers, socks, shoes } = person;
  limb(knee, ankle, [0.036, 0.023], person.hasShorts ? skin : trousers);
  if (person.hasShorts) limb(between(knee, ankle, 0.82), ankle, [0.025, 0.025], socks);
  limb(hip, knee, [0.058, 0.04], person.hasShorts ? skin : trousers);
  if (person.hasShorts) limb(hip, between(hip, knee, 0.75), [0.061, 0.05], trousers);
  const heel = { x: ankle.x, y: ankle.y - 0.014, z: ankle.z - 0.02 };
  limb(heel, toe, [0.027, 0.022], shoes);
}

function drawArm({ limb, ball }: Brush, { shoulder, elbow, hand, handle }: Side, person: Person): void {
  const { skin, shirt } = person;
  limb(hand, handle, [0.011, 0.011], [40, 40, 44]);
  limb(elbow, hand, [0.026, 0.019], person.hasLongSleeves ? shirt : skin);
  ball(hand, 0.024, 0.024, skin);
  limb(shoulder, elbow, [0.036, 0.028], person.hasLongSleeves ? shirt : skin);
  limb(shoulder, between(shoulder, elbow, 0.65), [0.042, 0.037], shirt);
}

function drawTrunk({ limb, sheet }: Brush, { neck, head, sides }: Pose, person: Person): void {
  const { left, right } = sides;
  limb(neck, between(neck, head, 0.6), [0.03, 0.028], person.skin);
  sheet([raised(right.hip, 0.05), raised(left.hip, 0.05), left.hip, right.hip], 0.05, person.trousers);
  const hem = [left, right].map(({ hip, shoulder }) => between(hip, shoulder, 0.12));
  for (const [i, { shoulder }] of [left, right].entries()) {
    limb(hem[i], between(hem[i], shoulder, 0.75), [0.054, 0.064], person.shirt);
  }
  sheet([right.shoulder, left.shoulder, hem[0], hem[1]], 0.042, person.shirt);
}

function drawHead({ view, ball, limb }: Brush, { head, neck, front }: Pose, { skin, hair, hasLongHair, build }: Person): void {
  const size = build.head;
  const up = unit(neck, head);
  const lean = up.x * front.x + up.z * front.z;
  /** A place in the head: so far towards the face, and so far towards the crown. */
  const ahead = (by: number, above: number): Position => ({
    x: head.x + up.x * above + front.x * up.y * by,
    y: head.y + up.y * above - lean * by,
    z: head.z + up.z * above + front.z * up.y * by,
  });
  const drawHair = (): void => {
    ball(ahead(-0.014 * size, 0.016 * size), 0.054 * size, 0.062 * size, hair);
    if (hasLongHair) limb(ahead(-0.04 * size, 0), ahead(-0.05 * size, -0.09 * size), [0.045, 0.035], hair);
  };
  const drawFace = (): void => ball(ahead(0.014 * size, -0.01 * size), 0.045 * size, 0.056 * size, skin);
  if (view.facing > -0.2) {
    drawHair();
    drawFace();
    ball(ahead(-0.004, 0.042 * size), 0.046 * size, 0.026 * size, hair);
  } else {
    drawFace();
    drawHair();
  }
}

function depthOf(view: View, a: Position, b: Position): number {
  return (view.depth(a) + view.depth(b)) / 2;
}

function between(a: Position, b: Position, share: number): Position {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, z: a.z + (b.z - a.z) * share };
}

function unit(from: Position, to: Position): Position {
  const length = Math.hypot(to.x - from.x, to.y - from.y, to.z - from.z);
  return { x: (to.x - from.x) / length, y: (to.y - from.y) / length, z: (to.z - from.z) / length };
}

function raised(position: Position, by: number): Position {
  return { ...position, y: position.y + by };
}
