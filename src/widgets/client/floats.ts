/** The floats of a view, which may begin between two of them. */
export function floatsOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Float32Array {
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
