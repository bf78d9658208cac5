import { Frames } from '../../src/lib/video/frames.js';
import { summarizeChannels } from '../../src/lib/visualization/channel-summary.js';
import type { Activations, FilterVisualization, LayerActivation } from '../../src/lib/visualization/results.js';

/** A ball that bounces over a gradient: `count` frames, gray or rgb. Frame `i` has its number coded in the top left pixels. */
export function bouncingBall(count: number, { width = 128, height = 96, channels = 1 as 1 | 3, frameRate = 30 } = {}): Frames {
  const data = new Uint8Array(count * height * width * channels);
  for (let i = 0; i < count; i++) {
    const centerX = width * (0.2 + (0.6 * i) / Math.max(1, count - 1));
    const centerY = height * (0.85 - 0.5 * Math.abs(Math.sin((i / 12) * Math.PI)));
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const isBall = (x - centerX) ** 2 + (y - centerY) ** 2 < (height / 9) ** 2;
        const floor = y > height * 0.93 ? 40 : 0;
        const gray = isBall ? 235 : 40 + (y / height) * 70 + (x / width) * 30 - floor;
        for (let c = 0; c < channels; c++)
          data[((i * height + y) * width + x) * channels + c] = isBall && c === 2 ? 90 : gray + c * 15;
      }
    }
  }
  return new Frames({ data, shape: [count, height, width, channels], frameRate, name: 'ball.mp4' });
}

/** Frames whose brightness tells their index: frame `i` is all `i * step` gray. */
export function flatFrames(count: number, step: number, { width = 64, height = 48, frameRate = 25 } = {}): Frames {
  const data = new Uint8Array(count * height * width);
  for (let i = 0; i < count; i++) data.fill(i * step, i * height * width, (i + 1) * height * width);
  return new Frames({ data, shape: [count, height, width, 1], frameRate, name: 'flat.mp4' });
}

/** A turning field: at the right edge down, at the bottom to the left; field `i` is `i + 1` times as fast. */
export function turningField(fields: number, { width = 40, height = 30 } = {}): { data: Float32Array; shape: number[] } {
  const data = new Float32Array(fields * height * width * 2);
  for (let cell = 0; cell < data.length / 2; cell++) {
    const [x, y] = [cell % width, Math.floor(cell / width) % height];
    const speed = Math.floor(cell / width / height) + 1;
    data.set([-(y + 0.5 - height / 2) * 0.1 * speed, (x + 0.5 - width / 2) * 0.1 * speed], 2 * cell);
  }
  return { data, shape: fields === 1 ? [height, width, 2] : [fields, height, width, 2] };
}

/** Blobs that move with the ball, channel 2 of every layer dead. Layers shrink as a small 3-D network's do. */
export function someActivations(): Activations {
  const input = bouncingBall(4, { width: 128, height: 128 });
  const shapes: [string, [number, number, number, number]][] = [
    ['conv3d_1', [3, 56, 56, 4]],
    ['conv3d_2', [2, 28, 28, 8]],
    ['conv3d_3', [2, 13, 13, 32]],
  ];
  return { input, layers: shapes.map(([layer, shape]) => activation(layer, shape)) };
}

/** Each channel a wave of its own direction and size; channel 2 all zero. */
export function activation(layer: string, shape: readonly [number, number, number, number]): LayerActivation {
  const [frames, height, width, channels] = shape;
  const data = new Float32Array(frames * height * width * channels);
  for (let i = 0; i < data.length; i++) {
    const c = i % channels;
    const x = (Math.floor(i / channels) % width) / width;
    const y = (Math.floor(i / channels / width) % height) / height;
    const t = Math.floor(i / channels / width / height);
    const wave = Math.sin((x * Math.cos(c) + y * Math.sin(c)) * (4 + c) + t * 2);
    const blob = Math.exp(-((x - 0.3 - 0.2 * t) ** 2 + (y - 0.5) ** 2) * 18);
    data[i] = c === 2 ? 0 : Math.max(0, (wave * 0.5 + blob * 1.5) * (1 + c));
  }
  return { layer, shape, data, channels: summarizeChannels(data, channels) };
}

/** Clips of moving stripes, filter 4 dead. */
export function someFilters(count: number, { channels = 1 as 1 | 2 | 3, frameCount = 4, size = 64 } = {}): FilterVisualization[] {
  return Array.from({ length: count }, (_, filter) => {
    const values = new Float32Array(frameCount * size * size * channels);
    for (let i = 0; i < values.length; i++) {
      const x = Math.floor(i / channels) % size;
      const y = Math.floor(i / channels / size) % size;
      const t = Math.floor(i / channels / size / size);
      const phase = (x * Math.cos(filter) + y * Math.sin(filter)) * (0.2 + filter * 0.05) + t * 0.9 + (i % channels);
      values[i] = filter === 4 ? 0.5 : 0.5 + 0.3 * Math.sin(phase) + 0.1 * Math.sin(x * 12.9 + y * 78.2);
    }
    const data = Uint8Array.from(values, (value) => Math.round(Math.min(1, Math.max(0, value)) * 255));
    const frames = new Frames({ data, shape: [frameCount, size, size, channels], frameRate: 15, name: `filter ${filter}` });
    const objective = Array.from({ length: 16 }, (_, step) =>
      filter === 4 ? 0 : 0.05 + (filter + 1) * (1 - Math.exp(-step / 5)),
    );
    return { layer: 'conv3d_3', filter, frames, values, objective, isDead: filter === 4 };
  });
}

/** Filters with clips kept on the way: after step `s` of `last`, every byte is `s * 10`, so that a picture tells its step. */
export function filtersOnTheWay(count: number, steps: readonly number[]): FilterVisualization[] {
  return someFilters(count, { size: 32 }).map((filter) => {
    const { frames } = filter;
    const kept = steps.map((step) => ({
      step,
      frames: new Frames({ ...frames, data: new Uint8Array(frames.data.length).fill(step * 10), shape: frames.shape }),
    }));
    return { ...filter, isDead: false, frames: kept[kept.length - 1].frames, steps: kept };
  });
}
