import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect } from 'vitest';
import { readNotebook, writeNotebook } from '../../src/report/notebook.js';

const folder = mkdtempSync(join(tmpdir(), 'framescope-notebook-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a notebook file', () => {
  test.prop([fc.array(fc.string({ unit: fc.constantFrom('a', '\n', ' ', 'é', '\r', '\u2028') }), { maxLength: 5 })], {
    numRuns: 40,
  })('is read back as it was written', async (sources) => {
    const path = join(folder, 'round.ipynb');
    const cells = ['first', ...sources].map((source, i) => ({
      cell_type: 'code' as const,
      id: `c${i}`,
      source,
      metadata: {},
      outputs: [{ output_type: 'stream' as const, name: 'stdout' as const, text: source }],
      execution_count: i,
    }));
    const notebook = { cells, metadata: { kernelspec: { name: 'framescope' } }, nbformat: 4, nbformat_minor: 5 };
    await writeNotebook(path, notebook);
    expect(await readNotebook(path)).toEqual(notebook);
  });

  test('that Jupyter wrote is written again to the byte', async () => {
    const path = join(folder, 'jupyter.ipynb');
    const written = `${JSON.stringify(
      {
        cells: [
          { cell_type: 'markdown', id: 'a', metadata: {}, source: ['# Title\n', 'text'] },
          {
            cell_type: 'code',
            execution_count: 1,
            id: 'b',
            metadata: {},
            outputs: [
              {
                data: { 'application/json': { lines: ['a', 'b'] }, 'image/png': 'AAAA\n', 'text/plain': ['1\n', '2'] },
                execution_count: 1,
                metadata: {},
                output_type: 'execute_result',
              },
            ],
            source: ['1'],
          },
        ],
        metadata: { kernelspec: { display_name: 'x', name: 'x' } },
        nbformat: 4,
        nbformat_minor: 5,
      },
      undefined,
      1,
    )}\n`;
    writeFileSync(path, written);
    await writeNotebook(path, await readNotebook(path));
    expect(readFileSync(path, 'utf8')).toBe(written);
  });
});
