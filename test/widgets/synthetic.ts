import { Frames } from '../../src/lib/video/frames.js';

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
