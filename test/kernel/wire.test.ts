import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { StreamCoalescer } from '../../src/kernel/stream-coalescer.js';
import { type ExecutorEvent, encodeFrame, FrameDecoder } from '../../src/kernel/wire.js';

const events = fc.array(
  fc.record({
    type: fc.constant('stream' as const),
    id: fc.string(),
    name: fc.constantFrom('stdout' as const, 'stderr' as const),
    text: fc.string({ unit: 'binary', maxLength: 200 }),
  }),
);

describe('frames', () => {
  test.prop([events, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })])(
    'come out as they went in, however the pipe cuts them',
    (sent, cuts) => {
      expect(decodeInPieces(Buffer.concat(sent.map(encodeFrame)), cuts)).toEqual(sent);
    },
  );
});

test.prop([fc.array(fc.uint8Array({ maxLength: 50 })), events, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })])(
  'a comm keeps its buffers, whatever comes after',
  (buffers, after, cuts) => {
    const comm: ExecutorEvent = { type: 'comm', id: '1', kind: 'comm_msg', commId: 'c', data: { a: 1 }, metadata: {}, buffers };
    expect(decodeInPieces(Buffer.concat([comm, ...after].map(encodeFrame)), cuts)).toEqual([comm, ...after]);
  },
);

describe('a frame that is cut off', () => {
  test.prop([
    events,
    events,
    fc.string({ unit: 'binary' }),
    fc.nat(),
    fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
  ])('is dropped, those before and after it come through at once', (before, after, text, at, cuts) => {
    const broken = encodeFrame({ type: 'stream', id: '1', name: 'stdout', text });
    const bytes = Buffer.concat([...before.map(encodeFrame), broken.subarray(0, at % broken.length), ...after.map(encodeFrame)]);
    expect(decodeInPieces(bytes, cuts)).toEqual([...before, ...after]);
  });
});

function decodeInPieces(bytes: Buffer, cuts: readonly number[]): ExecutorEvent[] {
  const decoder = new FrameDecoder();
  const received: ExecutorEvent[] = [];
  for (let start = 0, i = 0; start < bytes.length; i++) {
    const end = start + cuts[i % cuts.length];
    received.push(...decoder.push(bytes.subarray(start, end)));
    start = end;
  }
  return received;
}

describe('the coalescer', () => {
  test.prop([events])('keeps text and order, and joins neighbours only', (sent) => {
    const delivered: { id: string; name: string; text: string }[] = [];
    const coalescer = new StreamCoalescer((stream) => delivered.push(stream));
    for (const event of sent) coalescer.push(event);
    coalescer.flush();
    const spelled = (streams: readonly { id: string; name: string; text: string }[]): string[] =>
      streams.flatMap(({ id, name, text }) => [...text].map((character) => `${id} ${name} ${character}`));
    expect(spelled(delivered)).toEqual(spelled(sent));
  });

  test.prop([
    fc.array(fc.constantFrom('a', 'é', '€', '😀'), { minLength: 1, maxLength: 20 }),
    fc.integer({ min: 1, max: 20_000 }),
  ])('cuts long texts into chunks of at most 64 KiB, never within a character', (characters, times) => {
    const text = characters.join('').repeat(times);
    const chunks: string[] = [];
    const coalescer = new StreamCoalescer((stream) => chunks.push(stream.text));
    coalescer.push({ id: '1', name: 'stdout', text });
    coalescer.flush();
    expect(chunks.join('')).toBe(text);
    for (const chunk of chunks) {
      expect(Buffer.byteLength(chunk)).toBeLessThanOrEqual(65536);
      expect(chunk).not.toMatch(/[\uD800-\uDBFF]$|^[\uDC00-\uDFFF]/);
    }
  });
});
