/** Smallest first buffer: what a claimed length of zero, or a wrong one, must not prevent. */
const SMALLEST = 1 << 20;

/** Largest first buffer: a damaged header may claim anything. */
const LARGEST_FIRST = 1 << 28;

/** Bytes that arrive piece by piece, in one buffer that grows by half when the expected length was too small. */
export class ByteCollector {
  private buffer: Uint8Array;

  /** Bytes so far. */
  length: number = 0;

  constructor(expected: number) {
    this.buffer = new Uint8Array(Math.min(Math.max(expected, SMALLEST), LARGEST_FIRST));
  }

  push(chunk: Uint8Array): void {
    const needed = this.length + chunk.length;
    if (needed > this.buffer.length) {
      const larger = new Uint8Array(Math.max(needed, Math.ceil(this.buffer.length * 1.5)));
      larger.set(this.buffer.subarray(0, this.length));
      this.buffer = larger;
    }
    this.buffer.set(chunk, this.length);
    this.length = needed;
  }

  /** The first `length` bytes; copied when the buffer is much larger, so that it can be freed. */
  bytes(length: number = this.length): Uint8Array {
    return this.buffer.length > 1.1 * length ? this.buffer.slice(0, length) : this.buffer.subarray(0, length);
  }
}
