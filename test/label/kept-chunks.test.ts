import { expect, test } from 'vitest';
import { KeptChunks } from '../../src/label/kept-chunks.js';
import type { FrameChunk } from '../../src/label/shown-frames.js';

const chunk = (bytes: number): FrameChunk => ({ start: 0, frames: [{ time: 0, jpeg: Buffer.alloc(bytes) }] });
const keptOf = (kept: KeptChunks, count: number): number[] =>
  Array.from({ length: count }, (_, i) => i).filter((i) => kept.get(i) !== undefined);

test('chunks are kept up to so many bytes, those asked for last the longest', () => {
  const kept = new KeptChunks(100);
  for (let i = 0; i < 10; i++) kept.set(i, chunk(10));
  kept.get(0);
  kept.set(10, chunk(10));
  expect(keptOf(kept, 11)).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('a chunk that is read again counts once', () => {
  const kept = new KeptChunks(100);
  for (let i = 0; i < 10; i++) kept.set(i, chunk(10));
  for (let i = 0; i < 50; i++) kept.set(3, chunk(10));
  expect(keptOf(kept, 10)).toHaveLength(10);
});

test('some are kept however large they are', () => {
  const kept = new KeptChunks(100);
  for (let i = 0; i < 20; i++) kept.set(i, chunk(1000));
  expect(keptOf(kept, 20)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
});
