import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** How many capabilities each of the six lists has. */
const LISTS: Readonly<Record<string, number>> = { J: 102, A: 41, F: 35, U: 47, T: 56, X: 24 };

/** Capabilities that come with a fault or limit that must not be repeated. */
const DO_BETTER: readonly string[] = [
  ...'J6 J8 J9 J13 J19 J20 J25 J26 J27 J34 J35 J36 J37 J38 J39 J41 J43 J44 J50 J51 J57 J66 J75 J76 J77 J78 J81 J82'.split(' '),
  ...'J90 J95 A3 A13 A21 A22 A24 A27 A29 A32 A36 F14 F25 F27 F33 F35 U10 U11 U12 U13 U17 U20 U24 U28 U32 U40 U43'.split(' '),
  ...'U45 T13 T26 T31 T53 T54 T55'.split(' '),
];

/** A line of the tables in docs/features.md. */
interface Row {
  readonly id: string;
  readonly state: string;
  readonly isDoBetter: boolean;
  /** Everything between backticks in the last column. */
  readonly places: readonly string[];
}

const rows = readRows(readFileSync(join(root, 'docs/features.md'), 'utf8'));
const titles = testTitles();

describe('docs/features.md', () => {
  test('has each of the 305 capabilities once, in order', () => {
    const ids = Object.entries(LISTS).flatMap(([list, count]) => Array.from({ length: count }, (_, i) => `${list}${i + 1}`));
    expect(ids).toHaveLength(305);
    expect(rows.map(({ id }) => id)).toEqual(ids);
  });

  test('says of each that it is done, partly done or open', () => {
    expect(rows.filter(({ state }) => !['done', 'partly', 'open'].includes(state))).toEqual([]);
  });

  test('marks the capabilities that must be done better', () => {
    expect(rows.filter(({ isDoBetter }) => isDoBetter).map(({ id }) => id)).toEqual(DO_BETTER);
  });

  test.each(rows.filter(({ state }) => state !== 'open').map((row) => [row.id, row] as const))('%s names files that exist', (_, {
    places,
  }) => {
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((place) => !existsSync(join(root, place)))).toEqual([]);
  });

  test.each(
    rows.filter(({ state, isDoBetter }) => state === 'done' && isDoBetter).map(({ id }) => [id]),
  )('%s, done better, has a test that names it', (id) => {
    expect(titles.some((title) => new RegExp(`\\b${id}\\b`).test(title))).toBe(true);
  });

  test('open capabilities promise no place', () => {
    expect(rows.filter(({ state, places }) => state === 'open' && places.length > 0)).toEqual([]);
  });
});

function readRows(text: string): Row[] {
  return text
    .split('\n')
    .map((line) => line.match(/^\| ([A-Z]\d+)( DB)? \| (.*) \| (\w+) \| (.*) \|$/))
    .filter((match) => match !== null)
    .map(([, id, mark, , state, where]) => ({
      id,
      state,
      isDoBetter: mark !== undefined,
      places: [...where.matchAll(/`([^`]+)`/g)].map(([, place]) => place),
    }));
}

/** Every text that is a call's first argument in test/, titles among them; this file left out. */
function testTitles(): string[] {
  const folder = join(root, 'test');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts') && entry.name !== 'features.test.ts')
    .flatMap((entry) => {
      const source = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      return [...source.matchAll(/\(\s*['"`]([^'"`\n]+)/g)].map(([, title]) => title);
    });
}
