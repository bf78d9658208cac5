import type * as h5wasm from 'h5wasm';
import { FramescopeError, InvalidInputError } from '../errors.js';
import { sizeOf } from '../shape.js';

/** An open HDF5 file, read only. Paths are names joined by '/'; the root is ''. */
export interface Hdf5Reader {
  /** Whether there is a group at this path. */
  hasGroup(path: string): boolean;
  /** An attribute that is one text; undefined where there is none. */
  text(path: string, attribute: string): string | undefined;
  /** An attribute that is a list of texts; undefined where there is none. */
  texts(path: string, attribute: string): string[] | undefined;
  /**
   * The numbers at this path; undefined where there are none.
   *
   * Their shape is known before they are read, so that it can be checked first.
   */
  array(path: string): Hdf5Array | undefined;
}

/** A dataset of floating-point numbers in an HDF5 file. */
export interface Hdf5Array {
  readonly shape: readonly number[];
  /** Its values in C order. */
  values(): Float32Array;
}

/** What an HDF5 file begins with. */
const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** The file's name inside the library's own file system, which holds nothing else: no link leads out of it. */
const INSIDE = '/model.h5';

/**
 * Opens HDF5 bytes, lets `read` take from them what it wants, and closes them again.
 *
 * HDF5's own library reads, compiled to WebAssembly, in memory: it reaches no other file. It is loaded at the first call.
 *
 * @param name what the message calls the file.
 * @throws {InvalidInputError} when the bytes are no HDF5 file, or one that is truncated or damaged.
 */
export async function readHdf5<T>(bytes: Uint8Array, name: string, read: (file: Hdf5Reader) => T): Promise<T> {
  if (!SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length))) {
    throw new InvalidInputError(bytes.length === 0 ? `${name} is empty` : `${name} is no HDF5 file`);
  }
  const hdf5 = await import('h5wasm');
  const library = await hdf5.ready;
  const { FS } = hdf5;
  if (!FS) throw new FramescopeError('the HDF5 library has no file system');
  library.activate_throwing_error_handler();
  FS.writeFile(INSIDE, bytes);
  try {
    const file = new hdf5.File(INSIDE, 'r');
    try {
      return read(readerOf(hdf5, file, name));
    } finally {
      file.close();
    }
  } catch (error) {
    throw error instanceof FramescopeError ? error : damaged(name, bytes.length, error);
  } finally {
    FS.unlink(INSIDE);
  }
}

function readerOf(hdf5: typeof h5wasm, file: h5wasm.File, name: string): Hdf5Reader {
  const attribute = (path: string, key: string): unknown => {
    const entity = path === '' ? file : file.get(path);
    return entity && 'attrs' in entity ? entity.attrs[key]?.value : undefined;
  };
  return {
    hasGroup: (path) => file.get(path) instanceof hdf5.Group,
    text(path, key) {
      const value = attribute(path, key);
      return typeof value === 'string' ? value : undefined;
    },
    texts(path, key) {
      const value = attribute(path, key);
      if (value === undefined || value === null || typeof value === 'string') return undefined;
      const list = Array.from(value as ArrayLike<unknown>);
      return list.every((item) => typeof item === 'string') ? list : undefined;
    },
    array(path) {
      const entity = file.get(path);
      return entity instanceof hdf5.Dataset ? arrayOf(entity, `${name}: ${path}`) : undefined;
    },
  };
}

function arrayOf(dataset: h5wasm.Dataset, name: string): Hdf5Array {
  const { shape, type, size } = dataset.metadata;
  if (!shape || type !== 1 || (size !== 4 && size !== 8)) {
    throw new InvalidInputError(`${name} holds a type that is not supported`, { accepted: 'float32, float64' });
  }
  return {
    shape,
    values() {
      const values = dataset.value;
      if (!(values instanceof Float32Array || values instanceof Float64Array) || values.length !== sizeOf(shape)) {
        throw new InvalidInputError(`${name} cannot be read`);
      }
      return Float32Array.from(values);
    },
  };
}

/** One sentence out of the library's page-long account. */
function damaged(name: string, length: number, cause: unknown): InvalidInputError {
  const stated = /truncated file: eof = \d+, sblock->base_addr = \d+, stored_eof = (\d+)/.exec(String(cause))?.[1];
  const what = stated ? `truncated: it has ${length} of its ${stated} bytes` : 'damaged';
  return new InvalidInputError(`${name} is ${what}`, { cause, hint: 'Copy or download it again' });
}
