import { InvalidInputError } from '../lib/errors.js';
import { Frames } from '../lib/video/frames.js';

/**
 * Refuses what a figure cannot show as pictures in time.
 *
 * @throws {InvalidInputError} when these are no frames, there are none, they are neither gray nor rgb, or their times are wrong.
 */
export function requireShowable(figure: string, frames: Frames, name: string = frames?.name): void {
  if (!(frames instanceof Frames)) {
    const hint = 'await video.frames({ size: 128 }) gives the frames of a video';
    throw new InvalidInputError(`${figure} shows frames`, { received: frames ?? 'nothing', hint });
  }
  const { length, channels, timestamps, frameRate } = frames;
  if (length === 0)
    throw new InvalidInputError(`${figure} needs at least one frame, ${name} has none`, { received: frames.toString() });
  if (channels !== 1 && channels !== 3) {
    throw new InvalidInputError(`frames must be gray or rgb${name ? `, those of ${name} are not` : ''}`, {
      received: `${channels} channels`,
      hint: 'Colour-code optical flow before showing it',
    });
  }
  if (!(frameRate > 0 && frameRate < Infinity)) {
    throw new InvalidInputError(`the frame rate of ${name} must be above 0`, { received: frameRate });
  }
  const wrong = timestamps.findIndex((seconds, i) => !Number.isFinite(seconds) || seconds < timestamps[i - 1]);
  if (wrong < 0) return;
  const after = wrong > 0 ? ` after ${timestamps[wrong - 1]}` : '';
  throw new InvalidInputError(`the timestamps of ${name} must be seconds that never fall`, {
    received: `${timestamps[wrong]} at frame ${wrong}${after}`,
  });
}
