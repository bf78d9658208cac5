import { describe, expect, test } from 'vitest';
import { builtSize, pageSizes } from './page-sizes.js';

/** kB that a kind may have for itself; more only where it does more. */
const OWN = 10;
const LARGER: Readonly<Record<string, number>> = { labelEditor: 42, filterPlayer: 13 };

describe('the browser halves stay small, in kB (docs/decisions/019)', () => {
  const sizes = pageSizes();
  const most = (limit: number, files: readonly string[]): string =>
    `over ${limit} kB; the largest: ${files.slice(0, 12).join(', ')}`;

  test('all kinds together, minified', () => {
    expect(sizes.total, most(165, sizes.largest())).toBeLessThanOrEqual(165);
  });

  test('all kinds together, as a page carries them', () => {
    expect(sizes.carried, most(90, sizes.largest())).toBeLessThanOrEqual(90);
  });

  test('what several kinds share, minified', () => {
    expect(sizes.shared, most(40, sizes.largest())).toBeLessThanOrEqual(40);
  });

  test.each(Object.entries(sizes.kinds))('%s, beyond what it shares', (kind, { own }) => {
    const limit = LARGER[kind] ?? OWN;
    expect(own, most(limit, sizes.largest(kind))).toBeLessThanOrEqual(limit);
  });

  test('the page of framescope label, and the module for anywidget', () => {
    expect(builtSize('label-page.js')).toBeLessThanOrEqual(53);
    expect(builtSize('live.js')).toBeLessThanOrEqual(1);
  });
});
