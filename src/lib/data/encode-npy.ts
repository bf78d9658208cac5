/** Encodes 32-bit integers as a `.npy` file, version 1, C order, little endian, as `numpy.save` does. Works in browsers too. */
export function encodeNpy({ data, shape }: { readonly data: Int32Array; readonly shape: readonly number[] }): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '<i4', 'fortran_order': False, 'shape': ${tuple}, }`;
  const headerLength = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const file = new Uint8Array(10 + headerLength + data.length * 4);
  const view = new DataView(file.buffer);
  const header = `\x93NUMPY\x01\x00??${dictionary.padEnd(headerLength - 1)}\n`;
  for (let i = 0; i < header.length; i++) file[i] = header.charCodeAt(i);
  view.setUint16(8, headerLength, true);
  for (const [i, value] of data.entries()) view.setInt32(10 + headerLength + 4 * i, value, true);
  return file;
}
