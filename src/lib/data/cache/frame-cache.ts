import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { cacheFolder } from '../../cache-folder.js';
import { InvalidInputError } from '../../errors.js';
import type { ColorMode } from '../../preprocessing.js';
import { type LongCallOptions, throwIfAborted } from '../../progress.js';
import { decoderVersion } from '../../video/decoder-version.js';
import { Frames, type FramesInit } from '../../video/frames.js';
import { openVideo } from '../../video/video.js';
import { sharedBytes } from '../prefetch.js';
import { DiskCache } from './disk-cache.js';

/** What frames are decoded into. */
export interface FrameSettings {
  /** Height and width in pixels; the picture is squashed to a square by area interpolation. */
  readonly size: number;
  readonly color: ColorMode;
}

/** What decoded frames depend on: if any of it changes, they are decoded again. */
export interface FramesKey {
  readonly kind: 'frames';
  /** Raised when entries are laid out differently. */
  readonly format: 1;
  readonly source: {
    /** Absolute path. */
    readonly path: string;
    readonly bytes: number;
    /** Nanoseconds since 1970, as text. */
    readonly modified: string;
    /** SHA-256 of the first and last 64 KiB. */
    readonly fingerprint: string;
  };
  readonly settings: FrameSettings;
  /** What decoded: the libraries of ffmpeg, and the way framescope calls them. */
  readonly decoder: string;
}

/** How frames are had. */
export interface CachedFramesOptions extends LongCallOptions, FrameSettings {
  /** Whether to look for them in the cache, and to keep them there. */
  readonly cache: boolean;
}

/**
 * All frames of a video, in memory that threads share: from the cache where they were decoded before, from the same file with
 * the same settings by the same decoder, else decoded and kept.
 *
 * @throws {FramescopeError} as opening and decoding do; the cache itself never fails, see `DiskCache`.
 */
export async function cachedFrames(path: string, { cache, ...options }: CachedFramesOptions): Promise<Frames> {
  const { size, color } = options;
  throwIfAborted(options.signal, `opening ${basename(path)}`);
  const limit = frameCacheLimit();
  const key = cache && limit > 0 ? await keyOf(path, { size, color }) : undefined;
  if (!key) return decoded(path, options);
  const kept = new DiskCache({ folder: cacheFolder('frames'), limit });
  const entry = await kept.read(key);
  if (entry) return framesOf(entry.meta as FramesMeta, entry.data);
  const frames = await decoded(path, options);
  const isUnchanged = JSON.stringify(await keyOf(path, { size, color })) === JSON.stringify(key);
  if (isUnchanged) {
    const { data, timestamps, ...meta } = frames;
    await kept.write(key, meta, [new Uint8Array(timestamps.buffer, timestamps.byteOffset, timestamps.byteLength), data]);
  }
  return frames;
}

/**
 * Bytes that the cache of decoded frames may hold: `FRAMESCOPE_CACHE_LIMIT`, such as '500 MB', else 10 GB. 0 keeps nothing.
 *
 * @throws {InvalidInputError} when the variable holds no size.
 */
export function frameCacheLimit(): number {
  const text = process.env.FRAMESCOPE_CACHE_LIMIT;
  if (!text) return 10e9;
  const [, number, unit = 'b'] = /^\s*(\d+(?:\.\d+)?)\s*(b|kb|mb|gb|tb)?\s*$/i.exec(text) ?? [];
  if (number === undefined) {
    throw new InvalidInputError('FRAMESCOPE_CACHE_LIMIT is no size', { received: text, accepted: "'20 GB', '500 MB', '0'" });
  }
  return Number(number) * 1000 ** ['b', 'kb', 'mb', 'gb', 'tb'].indexOf(unit.toLowerCase());
}

/** All that frames are beside their bytes and times. */
type FramesMeta = Omit<FramesInit, 'data' | 'timestamps'>;

async function decoded(path: string, { size, color, signal, onProgress }: Omit<CachedFramesOptions, 'cache'>): Promise<Frames> {
  const video = await openVideo(path, { signal });
  const frames = await video.frames({ size, color, signal, onProgress });
  return new Frames({ ...frames, data: sharedBytes(frames.data) });
}

/** The bytes are the times, eight each, then the frames. */
function framesOf(meta: FramesMeta, bytes: Uint8Array): Frames {
  const at = meta.shape[0] * Float64Array.BYTES_PER_ELEMENT;
  const timestamps = new Float64Array(bytes.slice(0, at).buffer);
  return new Frames({ ...meta, timestamps, data: bytes.subarray(at) });
}

const EDGE = 64 * 1024;

/** Undefined where the file cannot be read: opening it says why. */
async function keyOf(path: string, settings: FramesKey['settings']): Promise<FramesKey | undefined> {
  const decoder = await decoderVersion();
  const file = await open(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size, mtimeNs } = await file.stat({ bigint: true });
    const bytes = Number(size);
    const hash = createHash('sha256');
    for (const position of [0, Math.max(0, bytes - EDGE)]) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(EDGE), 0, EDGE, position);
      hash.update(buffer.subarray(0, bytesRead));
    }
    const source = { path: resolve(path), bytes, modified: String(mtimeNs), fingerprint: hash.digest('hex') };
    return { kind: 'frames', format: 1, source, settings, decoder };
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
