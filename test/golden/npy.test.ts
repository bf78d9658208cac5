import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeNpy, encodeNpy, type NpyArray } from '../../src/lib/data/npy.js';
import { decodeNpz } from '../../src/lib/data/npz.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { describeGolden, GOLDEN, hasGolden } from './root.js';

interface ExpectedArray {
  readonly descr: string;
  readonly shape: readonly number[];
  readonly values_in_C_order: readonly (number | string | boolean)[];
}

interface Expected {
  readonly npy: Readonly<Record<string, ExpectedArray>>;
  readonly npz: Readonly<Record<string, Readonly<Record<string, ExpectedArray>>>>;
  readonly refuse: Readonly<Record<string, { readonly refuse: string }>>;
}

const folder = join(GOLDEN, 'npy');
const expected: Expected = hasGolden('npy')
  ? JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
  : { npy: {}, npz: {}, refuse: {} };
const bytesOf = (file: string): Buffer => readFileSync(join(folder, file));
const decode = (file: string): unknown =>
  file.endsWith('.npz') ? decodeNpz(bytesOf(file), file) : decodeNpy(bytesOf(file), file);

describeGolden('npy', 'files made by NumPy', () => {
  test('there are files of every sort', () => {
    const counts = [expected.npy, expected.npz, expected.refuse].map((part) => Object.keys(part).length);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  test.each(Object.keys(expected.npy))('%s is read exactly', (file) => {
    expectArray(decodeNpy(bytesOf(file), file), expected.npy[file]);
  });

  test.each(Object.keys(expected.npz))('%s is read exactly', (file) => {
    const arrays = decodeNpz(bytesOf(file), file);
    expect([...arrays.keys()].sort()).toEqual(Object.keys(expected.npz[file]).sort());
    for (const [name, array] of arrays) expectArray(array, expected.npz[file][name]);
  });

  test.each(
    Object.entries(expected.refuse).map(([file, { refuse }]) => [file, refuse]),
  )('%s is refused, naming the file: %s', (file) => {
    expect(() => decode(file)).toThrow(InvalidInputError);
    expect(() => decode(file)).toThrow(file);
  });

  test('int32 labels are written byte for byte as NumPy writes them', () => {
    const { shape, values_in_C_order: values } = expected.npy['int32.npy'];
    const written = encodeNpy({ data: Int32Array.from(values.map(Number)), shape });
    expect(Buffer.from(written).equals(bytesOf('int32.npy'))).toBe(true);
  });
});

/** 64-bit integers stand as decimal strings, special floats as words; comparison tells −0 from 0. */
function expectArray({ data, shape }: NpyArray, { shape: wantedShape, values_in_C_order: values }: ExpectedArray): void {
  expect(shape).toEqual(wantedShape);
  const wanted = values.map((value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : Number(value)));
  expect(Array.from(data as Iterable<number | bigint>)).toStrictEqual(wanted);
}
