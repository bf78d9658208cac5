import type { Random } from '../../random.js';
import { drawBackground, seeBackground } from './background.js';
import { addBox, type Box, clearBox, copyBox } from './box.js';
import { createBystanders, drawBystander } from './bystanders.js';
import { planCamera } from './camera.js';
import { type Canvas, createCanvas } from './canvas.js';
import { drawFigure, drawShadows } from './figure.js';
import { planLight } from './light.js';
import type { Pose, Position } from './pose.js';
import { createView, type Placement, type View } from './project.js';
import { createRopeBrush } from './rope.js';
import type { Scene } from './scene.js';
import { createSensor } from './sensor.js';

/** Moments drawn a frame, and moments of the rope, which is faster, within each. */
const BODY_MOMENTS = 4;
const ROPE_MOMENTS = 6;

interface Moment {
  readonly pose: Pose;
  readonly ropes: readonly (readonly Position[])[];
}

/** What a painter paints. */
export interface PainterOptions {
  readonly scene: Scene;
  readonly random: Random;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly seconds: number;
  /** The jumper's pose at a time in seconds. */
  readonly poseAt: (time: number) => Pose;
}

/** A function that draws the frame whose exposure begins at `time` into `target`, `[height, width, 3]`. */
export function createPainter(options: PainterOptions): (time: number, target: Uint8Array) => void {
  const { scene, random, width, height, seconds, poseAt } = options;
  const background = drawBackground(scene, random.fork('background'), width, height);
  const bystanders = createBystanders(scene, random.fork('bystanders'), width, height, seconds);
  const cameraAt = planCamera(random.fork('camera'), scene.camera, height, seconds);
  const lightAt = planLight(random.fork('light'), scene.light, seconds);
  const record = createSensor(random.fork('sensor'), scene.sensor);
  const [stage, canvas, picture] = [createCanvas(width, height), createCanvas(width, height), createCanvas(width, height)];
  const drawRope = createRopeBrush(canvas, scene.rope);
  const placement: Placement = {
    ground: { x: scene.ground.x * width, y: scene.ground.y * height },
    pixels: scene.size * height,
    yaw: scene.yaw,
    pitch: scene.pitch,
  };
  const part = scene.sensor.shutter / options.frameRate / BODY_MOMENTS;
  return (time, target) => {
    const [camera, gain] = [cameraAt(time), lightAt(time)];
    const view = createView(placement, camera, stage, gain);
    seeBackground(background, stage, camera, gain);
    for (const bystander of bystanders) drawBystander(stage, bystander, time, camera, gain);
    picture.data.set(stage.data);
    const moments = Array.from({ length: BODY_MOMENTS }, (_, moment) => {
      const start = time + moment * part;
      return {
        pose: poseAt(start),
        ropes: Array.from({ length: ROPE_MOMENTS }, (_, r) => poseAt(start + (r * part) / ROPE_MOMENTS).rope),
      };
    });
    const box = boxAround(moments, view, stage);
    clearBox(picture, box);
    for (const { pose, ropes } of moments) {
      copyBox(stage, canvas, box);
      drawShadows(canvas, pose, scene.jumper, view);
      drawRope(canvas, ropes, 'behind', view);
      drawFigure(canvas, pose, scene.jumper, view);
      drawRope(canvas, ropes, 'before', view);
      addBox(canvas, picture, box, 1 / BODY_MOMENTS);
    }
    record(picture, target);
  };
}

/** Smallest box that holds the jumper and the rope at all moments, with room for what is thicker than its joints. */
function boxAround(moments: readonly Moment[], view: View, { width, height }: Canvas): Box {
  const points = moments.flatMap(({ pose, ropes }) => {
    const joints = Object.values(pose.sides).flatMap((side): Position[] => Object.values(side));
    return [...ropes.flat(), ...joints, pose.head, { ...pose.neck, y: 0 }].map(view.project);
  });
  const room = 0.3 * view.pixels + 2;
  return {
    left: Math.max(0, Math.floor(Math.min(...points.map(({ x }) => x)) - room)),
    right: Math.min(width, Math.ceil(Math.max(...points.map(({ x }) => x)) + room)),
    top: Math.max(0, Math.floor(Math.min(...points.map(({ y }) => y)) - room)),
    bottom: Math.min(height, Math.ceil(Math.max(...points.map(({ y }) => y)) + room)),
  };
}
