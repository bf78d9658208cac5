import { Frames, type FramesInit } from '../lib/video/frames.js';
import { openVideo, Video } from '../lib/video/video.js';

/** A figure's inputs such as another thread can be sent: frames and videos lose their class on the way, and get a mark. */
export function portable(value: unknown): unknown {
  if (value instanceof Frames) return { $frames: { ...value } };
  if (value instanceof Video) return { $video: value.path };
  if (Array.isArray(value)) return value.map(portable);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, portable(inner)]));
}

/** What `portable` was given, on the other side. */
export async function unpacked(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(unpacked));
  if (!isRecord(value)) return value;
  if ('$frames' in value) return new Frames(value.$frames as FramesInit);
  if ('$video' in value) return openVideo(String(value.$video));
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([name, inner]) => [name, await unpacked(inner)])));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
