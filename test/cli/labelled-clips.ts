import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeNpy } from '../../src/lib/data/npy.js';
import { createRandom } from '../../src/lib/random.js';
import { losslessClip } from '../video/clips.js';

const [WIDTH, HEIGHT] = [32, 24];

/** Writes a folder of tiny labelled videos, noise with a bright frame at every event; by name the number of frames. */
export function labelledClips(folder: string, clips: Readonly<Record<string, number>>, every: number = 5): void {
  for (const part of ['videos', 'annotations']) mkdirSync(join(folder, part), { recursive: true });
  const random = createRandom(4);
  for (const [name, frames] of Object.entries(clips)) {
    const events = Array.from({ length: Math.floor(frames / every) }, (_, i) => i * every + 2);
    const pixels = Uint8Array.from({ length: frames * WIDTH * HEIGHT * 3 }, (_, i) => {
      const isEvent = events.includes(Math.floor(i / (WIDTH * HEIGHT * 3)));
      return (isEvent ? 150 : 40) + random.integer(50);
    });
    losslessClip(join(folder, 'videos', `${name}.mov`), pixels, WIDTH, HEIGHT);
    writeLabels(folder, name, events);
  }
}

/** Writes or replaces a video's labels. */
export function writeLabels(folder: string, name: string, events: readonly number[]): void {
  const file = encodeNpy({ data: Int32Array.from(events), shape: [events.length] });
  writeFileSync(join(folder, 'annotations', `${name}.npy`), file);
}
