import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Frames } from '../lib/video/frames.js';
import type { Video } from '../lib/video/video.js';

/** Samples that are read of a video, evenly from its beginning to its end, and bytes of each: a megabyte, however long it is. */
const [SAMPLES, SAMPLE_BYTES] = [16, 65_536];

/**
 * Sixteen hex digits that tell a video from others by what is in it, whatever it is called and wherever it lies: of a file its length
 * and samples of its bytes, of frames their shape, times, and samples of their pixels.
 */
export async function videoContent(video: Video | Frames): Promise<string> {
  const hash = createHash('sha256');
  if (video instanceof Frames) {
    const { data, shape, timestamps } = video;
    hash.update(`${shape} ${Array.from(timestamps, (seconds) => seconds.toFixed(6))}`);
    for (const [start, end] of samples(data.length)) hash.update(data.subarray(start, end));
  } else {
    const file = await open(video.path);
    try {
      const { size } = await file.stat();
      hash.update(String(size));
      for (const [start, end] of samples(size)) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
        hash.update(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Where the samples of so many bytes begin and end. */
function samples(size: number): [number, number][] {
  const last = Math.max(0, size - SAMPLE_BYTES);
  const starts = Array.from({ length: SAMPLES }, (_, i) => Math.round((last * i) / (SAMPLES - 1)));
  return [...new Set(starts)].map((start) => [start, Math.min(size, start + SAMPLE_BYTES)]);
}
