import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOLDEN, goldenCases, goldenPath, hasGolden, KINDS, SHARED } from './root.js';
import { NOT_YET } from './waiting.js';

/** Folders of the golden root that hold no cases. */
const NO_CASES = ['make'];

describe('golden data', () => {
  test.runIf(process.env.GOLDEN_DIR)('GOLDEN_DIR holds something to compare with', () => {
    const found = KINDS.filter(hasGolden);
    expect(found, `nothing in ${GOLDEN} is known`).not.toEqual([]);
    const cases = found.filter((kind) => kind !== 'decode' && kind !== 'decode/resize').flatMap((kind) => goldenCases(kind));
    process.stderr.write(`golden data in GOLDEN_DIR: ${found.join(', ')}; ${cases.length} cases beside those of decode\n`);
  });

  test.skipIf(process.env.GOLDEN_DIR || !existsSync(GOLDEN))('every kind is compared with, or waits for a reason', () => {
    const kinds = readdirSync(GOLDEN, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const isKnown = (kind: string): boolean =>
      NO_CASES.includes(kind) || KINDS.some((known) => known === kind) || NOT_YET.some(({ cases }) => cases.includes(`${kind}*`));
    expect(kinds.map(({ name }) => name).filter((kind) => !isKnown(kind))).toEqual([]);
    for (const kind of KINDS) expect(hasGolden(kind), kind).toBe(true);
    for (const kind of ['npy', 'layers', 'speed-counter'] as const) expect(goldenCases(kind).length, kind).toBeGreaterThan(0);
  });

  test('paths inside a case lie beside the repository or below the golden root', () => {
    expect(goldenPath('shared/data/models')).toBe(join(SHARED, 'data', 'models'));
    expect([join(GOLDEN, 'npy'), join(SHARED, 'golden', 'npy')]).toContain(goldenPath('npy'));
  });
});
