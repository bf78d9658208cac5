import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { encodeNpy } from '../../src/lib/data/npy.js';
import { decodeNpz } from '../../src/lib/data/npz.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { zip } from '../zip.js';

const array = (...values: number[]): Uint8Array => encodeNpy({ data: Int32Array.from(values), shape: [values.length] });

describe('.npz', () => {
  property.prop([
    fc.uniqueArray(
      fc.record({
        name: fc.string({ maxLength: 12, unit: 'grapheme-ascii' }),
        values: fc.array(fc.integer({ min: -9, max: 9 })),
      }),
      { selector: ({ name }) => name, maxLength: 5 },
    ),
    fc.boolean(),
  ])('gives every array under its name, in order, stored or deflated', (arrays, isDeflated) => {
    const members = arrays.map(({ name, values }) => ({ name: `${name}.npy`, content: array(...values), isDeflated }));
    const decoded = decodeNpz(zip(members, { comment: 'a comment' }), 'x.npz');
    expect([...decoded].map(([name, { data }]) => ({ name, values: [...data] as number[] }))).toEqual(arrays);
  });

  test('names that look like paths, or like properties of objects, are names', () => {
    const decoded = decodeNpz(zip(['../../etc/x.npy', '__proto__.npy'].map((name) => ({ name, content: array(1) }))), 'x.npz');
    expect([...decoded.keys()]).toEqual(['../../etc/x', '__proto__']);
  });

  const whole = zip([{ name: 'a.npy', content: array(1, 2, 3), isDeflated: true }]);
  const bomb = zip([{ name: 'a.npy', content: new Uint8Array(100_000), isDeflated: true, size: 200 }]);
  test.each<[string, Buffer, string]>([
    ['an empty file', Buffer.alloc(0), 'x.npz is no complete ZIP archive'],
    ['a text', Buffer.from('no archive at all, but a text that is long enough'), 'x.npz is no complete ZIP archive'],
    ['an archive cut at its end', whole.subarray(0, whole.length - 1), 'x.npz is no complete ZIP archive'],
    ['an archive cut at its beginning', whole.subarray(20), 'x.npz is damaged'],
    ['an entry that unpacks to more than announced', bomb, 'x.npz is damaged: a.npy'],
    [
      'an entry that announces more than can be packed',
      zip([{ name: 'a.npy', content: new Uint8Array(1000), isDeflated: true, size: 2 ** 28 }]),
      'x.npz is damaged: a.npy',
    ],
    [
      'entries that announce more than memory',
      zip([{ name: 'a.npy', content: array(1), isDeflated: true, size: 2 ** 32 - 1 }]),
      'x.npz is too large. Received: "4294967295 bytes". Accepted: up to 1073741824.',
    ],
    ['an encrypted entry', zip([{ name: 'a.npy', content: array(1), flags: 1 }]), 'x.npz: a.npy cannot be unpacked'],
    ['an entry packed otherwise', zip([{ name: 'a.npy', content: array(1), method: 12 }]), 'Received: "method 12"'],
    ['two entries of one name', zip([1, 2].map((k) => ({ name: 'a.npy', content: array(k) }))), 'two entries of one name'],
    ['an entry that is no array', zip([{ name: 'a.txt', content: Buffer.from('hello') }]), 'holds something that is no array'],
    [
      'an entry of text named as an array',
      zip([{ name: 'a.npy', content: Buffer.from('hello, reader') }]),
      'x.npz: a.npy is no .npy file',
    ],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => decodeNpz(bytes, 'x.npz')).toThrow(InvalidInputError);
    expect(() => decodeNpz(bytes, 'x.npz')).toThrow(message);
  });

  test('no flipped bit of the data changes an array unnoticed', () => {
    const read = (bytes: Buffer): unknown => {
      try {
        return decodeNpz(bytes, 'x.npz').get('a')?.data;
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInputError);
        return 'refused';
      }
    };
    for (let at = whole.indexOf('a.npy') + 5; at < whole.indexOf('PK\x01\x02', 'latin1'); at++) {
      const flipped = Buffer.from(whole);
      flipped[at] ^= 1 << (at % 8);
      expect(['refused', Int32Array.of(1, 2, 3)], `byte ${at}`).toContainEqual(read(flipped));
    }
  });
});
