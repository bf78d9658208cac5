import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeNpy, encodeNpy } from '../../src/lib/data/npy.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { GOLDEN, hasGolden } from './root.js';

interface Expected {
  npy: Record<string, { descr: string; shape: number[]; values_in_C_order: (number | string | boolean)[] }>;
  refuse: Record<string, { refuse: string }>;
}

const folder = join(GOLDEN, 'npy');
const isThere = hasGolden('npy');
const expected: Expected = isThere ? JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) : { npy: {}, refuse: {} };
const read = (file: string) => decodeNpy(readFileSync(join(folder, file)), file);

describe.skipIf(!isThere)('.npy files made by NumPy (golden npy; .npz waits for a later version)', () => {
  test('there are cases', () => {
    expect(Object.keys(expected.npy).length).toBeGreaterThan(0);
  });

  test.each(Object.keys(expected.npy))('%s is read exactly', (file) => {
    const { shape, values_in_C_order: values } = expected.npy[file];
    const array = read(file);
    expect(array.shape).toEqual(shape);
    const wanted = values.map((value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : Number(value)));
    expect(Array.from(array.data as Iterable<number | bigint>)).toEqual(wanted);
  });

  test.each(Object.keys(expected.refuse).filter((file) => file.endsWith('.npy')))('%s is refused, naming the file', (file) => {
    expect(() => read(file)).toThrow(InvalidInputError);
    expect(() => read(file)).toThrow(file);
  });

  test('int32 labels are written byte for byte as NumPy writes them', () => {
    const { shape, values_in_C_order: values } = expected.npy['int32.npy'];
    const written = encodeNpy({ data: Int32Array.from(values.map(Number)), shape });
    expect(Buffer.from(written).equals(readFileSync(join(folder, 'int32.npy')))).toBe(true);
  });
});
