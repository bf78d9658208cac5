import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { InvalidInputError } from '../../src/lib/errors.js';
import type { Notebook } from '../../src/report/notebook.js';
import { injectParameters, parseParameter, parseParameters } from '../../src/report/run/parameters.js';

const code = (source: string, tags: string[] = []) =>
  ({ cell_type: 'code', source, metadata: { tags }, outputs: [], execution_count: null }) as const;
const notebook = (...cells: readonly ReturnType<typeof code>[]): Notebook => ({
  cells: cells.map((cell) => ({ ...cell, outputs: [] })),
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

describe('a parameter as typed', () => {
  test.prop([
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.array(fc.integer())),
  ])('keeps its type when it is JSON', (value) => {
    expect(parseParameter(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });

  test('is text when it is not', () => {
    for (const text of ['3d', 'true story', 'a/b', '', '007', '[half', '1.2.3', 'null-model'])
      expect(parseParameter(text)).toBe(text);
  });

  test('quotes make text of what looks like a number', () => {
    expect(parseParameter('"12"')).toBe('12');
  });
});

describe('parameters as typed', () => {
  const source =
    "let epochs = 6, folder = '', rate: number;\nlet name: string;\nlet title: string = `t`, sizes = ['1'];\nlet subtitle = 1;";

  test('are text where the notebook has text, and else what they look like', () => {
    const typed = { epochs: '3', folder: '2019', rate: '1e-3', name: 'true', title: '007', sizes: '[4]', subtitle: '5' };
    expect(parseParameters(notebook(code(source, ['parameters'])), typed)).toEqual({
      ...{ epochs: 3, folder: '2019', rate: 1e-3, name: 'true', title: '007', sizes: [4], subtitle: 5 },
    });
    expect(parseParameters(notebook(code(source, ['parameters'])), { folder: '"12"' })).toEqual({ folder: '12' });
    expect(parseParameters(notebook(code('1')), { folder: '12' })).toEqual({ folder: 12 });
    expect(parseParameters(notebook(code(source, ['parameters'])), { 'no(name': '1' })).toEqual({ 'no(name': 1 });
  });
});

describe('injected parameters', () => {
  const original = notebook(code('1'), code('let epochs = 6, rate = 1;\nconst folder = "";', ['parameters']), code('epochs'));

  test('stand right after their defaults, as a tagged cell', () => {
    const { cells } = injectParameters(original, { epochs: 3, folder: 'a "b"' });
    expect(cells.map(({ source }) => source)).toEqual([
      '1',
      original.cells[1].source,
      '// Parameters given for this run\nlet epochs = 3;\nlet folder = "a \\"b\\"";',
      'epochs',
    ]);
    expect(cells[2].metadata).toEqual({ tags: ['injected-parameters'] });
  });

  test('given again take the place of the earlier ones; given no more they go', () => {
    const once = injectParameters(original, { epochs: 3 });
    expect(injectParameters(once, { epochs: 4 })).toEqual(injectParameters(original, { epochs: 4 }));
    expect(injectParameters(once, {}).cells).toEqual(original.cells);
  });

  test('of an unknown name are refused with those there are', () => {
    expect(() => injectParameters(original, { epoch: 1 })).toThrow(InvalidInputError);
    expect(() => injectParameters(original, { epoch: 1 })).toThrow(/"epoch".*epochs.*folder/);
    expect(() => injectParameters(notebook(code('1')), { epochs: 1 })).toThrow(/takes no parameters/);
  });

  test('may name any variable that the cell declares', () => {
    expect(injectParameters(original, { rate: 2 }).cells).toHaveLength(4);
  });
});
