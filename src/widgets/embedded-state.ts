/** A figure's state as its page carries it: JSON, with bytes as `{"$binary": "<base64>"}`. */
export function stateToJson(state: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(state, function (this: Readonly<Record<string, unknown>>, key: string, value: unknown) {
    // From the holder, since a Buffer has turned itself into a list of numbers before a replacer sees it.
    const given = this[key];
    return ArrayBuffer.isView(given) ? { $binary: base64Of(given) } : value;
  });
}

/** Reads `stateToJson`'s text back; bytes come as `DataView`, as an AFM model gives them. */
export function stateFromJson(json: string): Record<string, unknown> {
  return JSON.parse(json, (_, value: unknown) => (isEmbeddedBinary(value) ? viewOf(value.$binary) : value));
}

function base64Of({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function isEmbeddedBinary(value: unknown): value is { $binary: string } {
  return typeof value === 'object' && value !== null && '$binary' in value && typeof value.$binary === 'string';
}

function viewOf(base64: string): DataView {
  const bytes = Buffer.from(base64, 'base64');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
