/** Arrays that hold a `.npy` file's values. */
export type NpyData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** NumPy's plain numeric types, without byte order. */
export type ElementType = 'b1' | 'u1' | 'i1' | 'u2' | 'i2' | 'u4' | 'i4' | 'u8' | 'i8' | 'f2' | 'f4' | 'f8';

/** How values of one type are read. */
interface ElementReader {
  /** Bytes a value. */
  readonly size: number;
  read(view: DataView, at: number, isLittleEndian: boolean): number | bigint;
  make(count: number, value: (index: number) => number | bigint): NpyData;
}

/** Readers by type. */
export const elementTypes: Readonly<Record<ElementType, ElementReader>> = {
  b1: numbers(1, Uint8Array, (view, at) => view.getUint8(at)),
  u1: numbers(1, Uint8Array, (view, at) => view.getUint8(at)),
  i1: numbers(1, Int8Array, (view, at) => view.getInt8(at)),
  u2: numbers(2, Uint16Array, (view, at, little) => view.getUint16(at, little)),
  i2: numbers(2, Int16Array, (view, at, little) => view.getInt16(at, little)),
  u4: numbers(4, Uint32Array, (view, at, little) => view.getUint32(at, little)),
  i4: numbers(4, Int32Array, (view, at, little) => view.getInt32(at, little)),
  u8: integers64(BigUint64Array, (view, at, little) => view.getBigUint64(at, little)),
  i8: integers64(BigInt64Array, (view, at, little) => view.getBigInt64(at, little)),
  f2: numbers(2, Float32Array, (view, at, little) => halfPrecision(view.getUint16(at, little))),
  f4: numbers(4, Float32Array, (view, at, little) => view.getFloat32(at, little)),
  f8: numbers(8, Float64Array, (view, at, little) => view.getFloat64(at, little)),
};

type NumberArray = Exclude<NpyData, BigUint64Array | BigInt64Array>;

function numbers(
  size: number,
  ArrayType: new (length: number) => NumberArray,
  read: (view: DataView, at: number, isLittleEndian: boolean) => number,
): ElementReader {
  return {
    size,
    read,
    make(count, value) {
      const data = new ArrayType(count);
      for (let i = 0; i < count; i++) data[i] = Number(value(i));
      return data;
    },
  };
}

function integers64(
  ArrayType: new (length: number) => BigUint64Array | BigInt64Array,
  read: (view: DataView, at: number, isLittleEndian: boolean) => bigint,
): ElementReader {
  return {
    size: 8,
    read,
    make(count, value) {
      const data = new ArrayType(count);
      for (let i = 0; i < count; i++) data[i] = BigInt(value(i));
      return data;
    },
  };
}

/** IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
