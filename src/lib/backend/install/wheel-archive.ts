import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { InvalidInputError } from '../../errors.js';
import type { WheelFile } from './platforms.js';

/** What `extractFromWheel` takes. */
export interface ExtractOptions {
  /** The entries to take and where they go below the folder. Other names in the archive are never used as paths. */
  readonly files: readonly WheelFile[];
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** Called with the bytes written so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

interface Entry {
  readonly method: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Position of the entry's local header. */
  readonly offset: number;
}

/**
 * Takes single files out of a wheel (a ZIP archive) by streaming them to disk.
 *
 * @throws {InvalidInputError} when the file is no ZIP archive, an entry is missing, or its size is not as announced.
 */
export async function extractFromWheel(wheel: string, { files, folder, signal, onProgress }: ExtractOptions): Promise<void> {
  const handle = await open(wheel);
  try {
    const entries = await readDirectory(handle);
    const chosen = files.map(({ entry, file }) => {
      const found = entries.get(entry);
      if (!found) throw new InvalidInputError(`the wheel lacks ${entry}`, { received: wheel });
      return { ...found, name: entry, path: join(folder, file) };
    });
    const total = chosen.reduce((sum, { size }) => sum + size, 0);
    let done = 0;
    for (const { name, path, method, compressedSize, size, offset } of chosen) {
      const start = await dataOffset(handle, offset);
      let written = 0;
      const count = new Transform({
        transform(chunk: Buffer, _encoding, next) {
          written += chunk.length;
          onProgress?.(done + written, total);
          next(null, chunk);
        },
      });
      await mkdir(dirname(path), { recursive: true });
      // A stream cannot be asked for no bytes at all.
      const source =
        compressedSize === 0
          ? Readable.from([])
          : createReadStream(wheel, { start, end: start + compressedSize - 1, highWaterMark: 1 << 20 });
      const sink = createWriteStream(path);
      if (method === 8) await pipeline(source, createInflateRaw({ chunkSize: 1 << 20 }), count, sink, { signal });
      else await pipeline(source, count, sink, { signal });
      if (written !== size) throw new InvalidInputError(`${name} in the wheel is damaged: ${written} of ${size} bytes`);
      done += written;
    }
  } finally {
    await handle.close();
  }
}

/** The archive's central directory by name. */
async function readDirectory(handle: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await handle.stat();
  const tail = await read(handle, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new InvalidInputError('the wheel is no ZIP archive');
  const directory = await read(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries = new Map<string, Entry>();
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50; ) {
    const nameLength = directory.readUInt16LE(at + 28);
    entries.set(directory.toString('utf8', at + 46, at + 46 + nameLength), {
      method: directory.readUInt16LE(at + 10),
      compressedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Where an entry's data begins: behind its local header, whose name and extra field have lengths of their own. */
async function dataOffset(handle: FileHandle, header: number): Promise<number> {
  const fixed = await read(handle, header, 30);
  return header + 30 + fixed.readUInt16LE(26) + fixed.readUInt16LE(28);
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
