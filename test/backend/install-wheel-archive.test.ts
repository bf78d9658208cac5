import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { extractFromWheel } from '../../src/lib/backend/install/wheel-archive.js';
import { zip } from '../zip.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-wheel-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
      writeFileSync(wheel, zip(given, { comment, extra: 'extra' }));
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
