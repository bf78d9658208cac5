import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { fc, test as property } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { extractFromWheel } from '../../src/lib/backend/install/wheel-archive.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-wheel-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Member {
  readonly name: string;
  readonly content: Buffer;
  readonly isDeflated: boolean;
}

/** A ZIP writer straight from the format's description. */
function zip(members: readonly Member[], comment = ''): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, isDeflated } of members) {
    const data = isDeflated ? deflateRawSync(content) : content;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(isDeflated ? 8 : 0, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    // The local header carries an extra field that the directory lacks, as some writers do.
    const local = Buffer.from(fields);
    local.writeUInt16LE(5, 24);
    locals.push(Buffer.from('PK\x03\x04'), local, Buffer.from(name), Buffer.from('extra'), data);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, rest, Buffer.from(name));
    offset += 4 + 26 + Buffer.byteLength(name) + 5 + data.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(Buffer.byteLength(comment), 16);
  return Buffer.concat([...locals, entries, Buffer.from('PK\x05\x06'), end, Buffer.from(comment)]);
}

const members = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-zé]{1,12}(\/[a-z]{1,8}){0,2}$/),
    content: fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes)),
    isDeflated: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6, selector: ({ name }) => name },
);

describe('taking files out of a wheel', () => {
  property.prop([members, fc.string({ maxLength: 40 })], { numRuns: 40 })(
    'every entry comes out as it was put in',
    async (given, comment) => {
      const wheel = join(folder, 'a.whl');
      writeFileSync(wheel, zip(given, comment));
      const files = given.map(({ name }, i) => ({ entry: name, file: `out-${i}` }));
      await extractFromWheel(wheel, { files, folder });
      for (const [i, { content }] of given.entries()) expect(readFileSync(join(folder, `out-${i}`))).toEqual(content);
    },
  );

  test('only the files asked for are written, under the names asked for', async () => {
    const wheel = join(folder, 'a.whl');
    const content = Buffer.from('library');
    writeFileSync(
      wheel,
      zip([
        { name: '../../escape', content, isDeflated: false },
        { name: 'pkg/lib.so', content, isDeflated: true },
      ]),
    );
    const told: number[] = [];
    await extractFromWheel(wheel, {
      files: [{ entry: 'pkg/lib.so', file: 'deep/lib.so' }],
      folder,
      onProgress: (done, total) => told.push(done / total),
    });
    expect(readdirSync(folder).sort()).toEqual(['a.whl', 'deep']);
    expect(readFileSync(join(folder, 'deep/lib.so'), 'utf8')).toBe('library');
    expect(told.at(-1)).toBe(1);
  });

  test('a missing entry, a truncated entry and a file that is no archive are refused', async () => {
    const wheel = join(folder, 'a.whl');
    const whole = zip([{ name: 'lib.so', content: Buffer.from('content'), isDeflated: false }]);
    writeFileSync(wheel, whole);
    await expect(extractFromWheel(wheel, { files: [{ entry: 'other.so', file: 'x' }], folder })).rejects.toThrow(
      /lacks other\.so/,
    );

    const shortened = Buffer.from(whole);
    shortened.writeUInt32LE(3, whole.indexOf('PK\x01\x02') + 20);
    writeFileSync(wheel, shortened);
    await expect(extractFromWheel(wheel, { files: [{ entry: 'lib.so', file: 'x' }], folder })).rejects.toThrow(/damaged: 3 of 7/);

    writeFileSync(wheel, 'not found');
    await expect(extractFromWheel(wheel, { files: [], folder })).rejects.toThrow(/no ZIP archive/);
  });
});
