import { InvalidInputError } from '../errors.js';
import { sizeOf } from '../shape.js';
import { type ElementType, elementTypes, type NpyData } from './npy-types.js';

export { encodeNpy } from './encode-npy.js';

/** An array as NumPy saves it, in C order. */
export interface NpyArray {
  /** NumPy's type string without byte order, such as 'i4' or 'f8'. */
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Values in C order; 64-bit integers as BigInt, half precision widened to float32, booleans as 0 and 1. */
  readonly data: NpyData;
}

const MAGIC = '\x93NUMPY';

/**
 * Decodes a `.npy` file, versions 1 to 3: booleans, integers and floats of any byte order, C or Fortran order.
 *
 * Source: the format's specification, NEP 1 and `numpy.lib.format`.
 *
 * @param name what the message calls the file.
 * @throws {InvalidInputError} when it is no such file, is cut, or holds objects, text, complex numbers or records.
 */
export function decodeNpy(bytes: Uint8Array, name: string): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, dataStart } = readHeader(bytes, view, name);
  const { descr, fortranOrder, shape } = parseHeader(header, name);
  const { type, isLittleEndian } = parseType(descr, name);
  const { size, read, make } = elementTypes[type];
  const count = sizeOf(shape);
  if (!Number.isSafeInteger(count) || count * size > bytes.length - dataStart) {
    throw new InvalidInputError(`${name} is cut: shape [${shape.join(', ')}] needs ${count * size} bytes of data`, {
      received: bytes.length - dataStart,
      hint: 'Copy or save the file again',
    });
  }
  const order = fortranOrder ? fortranIndices(shape) : undefined;
  const data = make(count, (i) => read(view, dataStart + (order ? order[i] : i) * size, isLittleEndian));
  return { type, shape, data };
}

function readHeader(bytes: Uint8Array, view: DataView, name: string): { header: string; dataStart: number } {
  const magic = Buffer.from(bytes.subarray(0, 6)).toString('latin1');
  if (bytes.length < 10 || magic !== MAGIC) {
    throw new InvalidInputError(`${name} is no .npy file`, { received: `${bytes.length} bytes without NumPy's signature` });
  }
  const version = bytes[6];
  if (version < 1 || version > 3)
    throw new InvalidInputError(`${name} has an unknown .npy version`, { received: version, accepted: '1, 2, 3' });
  const lengthSize = version === 1 ? 2 : 4;
  const length = version === 1 ? view.getUint16(8, true) : view.byteLength >= 12 ? view.getUint32(8, true) : Infinity;
  const dataStart = 8 + lengthSize + length;
  if (dataStart > bytes.length)
    throw new InvalidInputError(`${name} is cut within its header`, { received: `${bytes.length} bytes` });
  const header = Buffer.from(bytes.subarray(8 + lengthSize, dataStart)).toString(version === 3 ? 'utf8' : 'latin1');
  return { header, dataStart };
}

/** Reads the Python dictionary literal by its three keys; nothing is ever evaluated. */
function parseHeader(header: string, name: string): { descr: string; fortranOrder: boolean; shape: number[] } {
  const quoted = String.raw`(?:'([^'\\]*)'|"([^"\\]*)")`;
  const pair = (key: string, value: string): RegExp => new RegExp(String.raw`['"]${key}['"]\s*:\s*${value}\s*[,}]`);
  const descr = pair('descr', quoted).exec(header);
  const order = pair('fortran_order', '(True|False)').exec(header);
  const shape = pair('shape', String.raw`\(\s*((?:\d+\s*,\s*)*(?:\d+)?)\s*\)`).exec(header);
  const isDictionary = /^\s*\{.*\}\s*$/s.test(header);
  if (!isDictionary || !descr || !order || !shape) {
    throw new InvalidInputError(`${name} has a header that cannot be used`, {
      received: header.trim().slice(0, 120),
      accepted: 'a plain numeric array: descr, fortran_order and shape',
    });
  }
  const lengths = shape[1].split(',').map((part) => part.trim());
  return {
    descr: descr[1] ?? descr[2],
    fortranOrder: order[1] === 'True',
    shape: lengths.filter((part) => part !== '').map(Number),
  };
}

function parseType(descr: string, name: string): { type: ElementType; isLittleEndian: boolean } {
  const type = descr.slice(1);
  if (!/^[<>|=]/.test(descr) || !Object.hasOwn(elementTypes, type)) {
    throw new InvalidInputError(`${name} holds a type that is not a plain number`, {
      received: descr,
      accepted: Object.keys(elementTypes).join(', '),
      hint: 'In NumPy, save it again after .astype("int32") or .astype("float32")',
    });
  }
  return { type: type as ElementType, isLittleEndian: descr[0] !== '>' };
}

/** Where the element of each C-order position lies in a Fortran-ordered file. */
function fortranIndices(shape: readonly number[]): number[] {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  return Array.from({ length: sizeOf(shape) }, (_, position) => {
    let rest = position;
    let index = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return index;
  });
}
