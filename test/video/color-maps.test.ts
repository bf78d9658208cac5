import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { diverging, gray, plasma, viridis } from '../../src/lib/video/color-maps.js';

// By matplotlib 3.11.2: `'.join(to_hex(colormaps[name](i))[1:] for i in range(256))'`, to_hex rounding to the nearest byte.
const golden = JSON.parse(readFileSync(new URL('color-maps.json', import.meta.url), 'utf8')) as Record<string, string>;

const hex = (map: Uint8Array): string => Buffer.from(map).toString('hex');

test.each([
  ['plasma', plasma],
  ['viridis', viridis],
  ['RdBu_r', diverging],
])('%s has all 256 colours of matplotlib', (name, map) => {
  expect(hex(map)).toBe(golden[name]);
});

test('gray goes from black to white, a level a step', () => {
  expect(hex(gray)).toBe(Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0').repeat(3)).join(''));
});
