import { InvalidInputError } from '../errors.js';
import { readZip } from '../zip-archive.js';
import { decodeNpy, type NpyArray } from './npy.js';

/**
 * Decodes a `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write it: its arrays by name, in the file's order.
 *
 * Source: NumPy's documentation of `numpy.lib.format`: a ZIP archive of `.npy` files.
 *
 * @param name what the message calls the file.
 * @throws {InvalidInputError} when it is no ZIP archive, is cut or damaged (CRC-32), or holds anything but plain numeric arrays.
 */
export function decodeNpz(bytes: Uint8Array, name: string): Map<string, NpyArray> {
  return new Map(
    readZip(bytes, name).map((entry) => {
      if (!entry.name.endsWith('.npy')) {
        throw new InvalidInputError(`${name} holds something that is no array`, {
          received: entry.name,
          accepted: '.npy entries',
        });
      }
      return [entry.name.slice(0, -'.npy'.length), decodeNpy(entry.read(), `${name}: ${entry.name}`)];
    }),
  );
}
