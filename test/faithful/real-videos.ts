import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadEvents } from '../../src/lib/data/events.js';
import { openVideo, type Video } from '../../src/lib/video/video.js';
import { SHARED } from '../golden/root.js';

const folder = join(SHARED, 'data/jumprope');

/** Five real clips with labels; absent on most machines, where tests that need them are skipped. */
export const hasRealVideos: boolean = existsSync(folder);

/** One of them with its labels. */
export async function realVideo(name: string): Promise<{ video: Video; events: number[] }> {
  const [video, events] = await Promise.all([
    openVideo(join(folder, 'videos', `${name}.mp4`)),
    loadEvents(join(folder, 'annotations', `${name}.npy`)),
  ]);
  return { video, events };
}
