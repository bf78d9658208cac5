import { describe, expect, test } from 'vitest';
import { builtSize, pageSizes } from './page-sizes.js';

/** kB of all kinds together: minified, and as a page carries them. */
const ALL = { minified: 160, carried: 87 };

/** kB of a kind: minified beyond what others share, added to a page that shows the others, and as a page with it alone carries it. */
const KIND = { own: 10, added: 10, alone: 20 };
const LABEL_EDITOR = { own: 39, added: 21, alone: 30 };

describe('the browser halves stay small, in kB (docs/decisions/019)', () => {
  const sizes = pageSizes();
  const tooMuch = (what: string, limit: number, files: readonly string[]): string =>
    `${what} may be ${limit} kB. The largest files, minified: ${files.slice(0, 12).join(', ')}`;

  test.each(['minified', 'carried'] as const)('all kinds together, %s', (how) => {
    expect(sizes[how], tooMuch(`all kinds together, ${how},`, ALL[how], sizes.largest())).toBeLessThanOrEqual(ALL[how]);
  });

  test.each(Object.entries(sizes.kinds))('%s', (kind, found) => {
    const limits = kind === 'labelEditor' ? LABEL_EDITOR : KIND;
    for (const what of ['own', 'added', 'alone'] as const) {
      expect(found[what], tooMuch(`${kind}, ${what},`, limits[what], sizes.largest(kind))).toBeLessThanOrEqual(limits[what]);
    }
  });

  test('the page of framescope label, and the module for anywidget', () => {
    expect(builtSize('label-page.js')).toBeLessThanOrEqual(52);
    expect(builtSize('live.js')).toBeLessThanOrEqual(1);
  });
});
