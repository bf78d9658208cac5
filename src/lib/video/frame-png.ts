import { InvalidInputError } from '../errors.js';
import { plasma } from './color-maps.js';
import type { Frames } from './frames.js';
import type { GrayColors } from './save-gif.js';

/**
 * One frame as the bytes of a PNG, in its own size.
 *
 * @param colors of one-channel frames.
 * @throws {InvalidInputError} when the frames have neither 1 nor 3 channels.
 */
export async function framePng(frames: Frames, index: number, colors: GrayColors): Promise<Uint8Array> {
  const { width, height, channels, name } = frames;
  if (channels !== 1 && channels !== 3) {
    throw new InvalidInputError(`${name} must have 1 or 3 channels`, { received: channels });
  }
  const { default: sharp } = await import('sharp');
  const frame = frames.frame(index);
  if (channels === 3 || colors === 'gray') {
    const picture = sharp(frame, { raw: { width, height, channels } });
    return (channels === 1 ? picture.toColourspace('b-w') : picture).png().toBuffer();
  }
  const rgb = Uint8Array.from({ length: frame.length * 3 }, (_, i) => plasma[3 * frame[Math.floor(i / 3)] + (i % 3)]);
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
