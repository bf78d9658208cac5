import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filterGrid } from '../../src/lib/visualization/filter-grid.js';
import { saveFilterGifs } from '../../src/lib/visualization/save-filter-gifs.js';
import { someFilters } from '../widgets/synthetic.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-filters-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('J95: one call writes every frame of every filter as ping-pong GIFs without doubled ends, and as pictures', async () => {
  const filters = [...someFilters(3), ...someFilters(2).map((filter) => ({ ...filter, layer: 'conv3d_4' }))];
  const written = await saveFilterGifs(filters, folder, { pictures: true });
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.\w+$/.test(name));
  expect(files.sort()).toEqual(
    [
      ...['conv3d_3.gif', 'conv3d_4.gif'],
      ...[0, 1, 2].map((n) => `conv3d_3/filter-${n}.gif`),
      ...[0, 1].map((n) => `conv3d_4/filter-${n}.gif`),
      ...['conv3d_3', 'conv3d_4'].flatMap((layer) => [0, 1, 2, 3].map((i) => `${layer}/${i}.png`)),
    ].sort(),
  );
  expect(written.map((path) => path.slice(folder.length + 1)).sort()).toEqual(files);
  for (const name of ['conv3d_3.gif', 'conv3d_3/filter-1.gif']) {
    const { pages, loop, delay = [] } = await sharp(join(folder, name), { animated: true }).metadata();
    expect([pages, loop]).toEqual([6, 0]);
    expect(delay.reduce((sum, each) => sum + each, 0)).toBe(400);
  }
  // The picture of frame 2 is the GIF's third page.
  const page = await sharp(join(folder, 'conv3d_3.gif'), { page: 2 }).removeAlpha().raw().toBuffer();
  expect(
    page.equals(
      await sharp(join(folder, 'conv3d_3', '2.png'))
        .removeAlpha()
        .raw()
        .toBuffer(),
    ),
  ).toBe(true);
});

test('a grid holds each clip as it is under its number, dead ones crossed out', () => {
  const filters = someFilters(5);
  const grid = filterGrid(filters);
  expect(grid.shape).toEqual([4, 2 * (64 + 14 + 4) + 4, 3 * 68 + 4, 1]);
  const pixel = (x: number, y: number) => grid.frame(2)[y * grid.width + x];
  for (const [x, y] of [
    [0, 0],
    [63, 63],
    [20, 41],
  ]) {
    expect(pixel(4 + x, 4 + 14 + y)).toBe(filters[0].frames.frame(2)[y * 64 + x]);
    expect(pixel(72 + x, 4 + 82 + 14 + y)).toBe((x + y) % 12 < 8 ? 0 : filters[4].frames.frame(2)[y * 64 + x]);
  }
  // A 1 is a stem with a flag on a foot.
  const rows = Array.from({ length: 5 }, (_, y) =>
    Array.from({ length: 3 }, (_, x) => (pixel(72 + 2 * x, 4 + 2 * y) ? '#' : '.')).join(''),
  );
  expect(rows).toEqual(['.#.', '##.', '.#.', '.#.', '###']);
});

test('what cannot be written is refused, and an interrupt stops it', async () => {
  await expect(saveFilterGifs([], folder)).rejects.toThrow('saveFilterGifs needs at least one filter');
  expect(() => filterGrid([...someFilters(1), ...someFilters(1, { size: 32 })])).toThrow('has another shape than the first');
  const [hostile] = await saveFilterGifs([{ ...someFilters(1)[0], layer: '../../out' }], folder);
  expect(hostile).toBe(join(folder, '__.._out.gif'));
  await expect(saveFilterGifs(someFilters(1), folder, { signal: AbortSignal.abort() })).rejects.toThrow('interrupted');
});
