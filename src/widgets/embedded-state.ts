/**
 * A figure's state as its page carries it: JSON, with bytes as `{"$binary": "<base64>"}`, and null for values that are absent, so
 * that the page knows their names; `client/page-model.ts` reads it back.
 */
export function stateToJson(state: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(state, function (this: Readonly<Record<string, unknown>>, key: string, value: unknown) {
    // From the holder, since a Buffer has turned itself into a list of numbers before a replacer sees it.
    const given = this[key];
    if (given === undefined && this === state) return null;
    return ArrayBuffer.isView(given) ? { $binary: base64Of(given) } : value;
  });
}

function base64Of({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
