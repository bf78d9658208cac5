import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InvalidInputError, NotFoundError } from '../../src/lib/errors.js';
import { readNotebook, writeNotebook } from '../../src/report/notebook.js';
import { code, notebook, result, text } from './published-notebook.js';

const folder = mkdtempSync(join(tmpdir(), 'framescope-notebook-'));
const path = join(folder, 'a.ipynb');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a notebook that is written', () => {
  test('has the layout Jupyter gives it', async () => {
    const cell = {
      ...code(1, 'a\nb', [result(1, { 'text/plain': 'x\ny\n', 'image/png': 'AA\nBB', 'application/json': { z: 1, a: [] } })]),
      metadata: {},
    };
    await writeNotebook(path, {
      ...notebook([
        { ...cell, id: 'c1' },
        { ...text(''), id: 'c2' },
      ]),
      metadata: {},
    });
    // What nbformat.write of nbformat 5.10 gives for the same notebook.
    expect(readFileSync(path, 'utf8')).toBe(`{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "c1",
   "metadata": {},
   "outputs": [
    {
     "data": {
      "application/json": {
       "a": [],
       "z": 1
      },
      "image/png": "AA\\nBB",
      "text/plain": [
       "x\\n",
       "y\\n"
      ]
     },
     "execution_count": 1,
     "metadata": {},
     "output_type": "execute_result"
    }
   ],
   "source": [
    "a\\n",
    "b"
   ]
  },
  {
   "cell_type": "markdown",
   "id": "c2",
   "metadata": {},
   "source": []
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`);
  });
});

describe('a file that is no notebook', () => {
  test.each([
    ['no JSON', 'hello', 'is not JSON'],
    ['a list', '[]', 'no notebook'],
    ['other JSON', '{"cells": []}', 'no notebook'],
    ['an old notebook', '{"nbformat": 3, "worksheets": []}', 'nbconvert --to notebook'],
    ['a notebook without cells', '{"nbformat": 4, "cells": []}', 'has no cells'],
    ['a cell of no known type', '{"nbformat": 4, "cells": [{"cell_type": "poem"}]}', 'cell 1'],
    [
      'an output of no known type',
      '{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [{"output_type": "smell"}]}]}',
      '"smell"',
    ],
  ])('is refused with the reason: %s', async (_, content, reason) => {
    const file = join(folder, 'b.ipynb');
    writeFileSync(file, content);
    await expect(readNotebook(file)).rejects.toThrow(reason);
    await expect(readNotebook(file)).rejects.toBeInstanceOf(InvalidInputError);
  });

  test('that is not there: the nearest names are told', async () => {
    const missing = readNotebook(join(folder, 'aa.ipynb'));
    await expect(missing).rejects.toBeInstanceOf(NotFoundError);
    await expect(missing).rejects.toThrow('a.ipynb');
    await expect(readNotebook(join(folder, 'none', 'a.ipynb'))).rejects.toBeInstanceOf(NotFoundError);
  });

  test('a folder cannot be read', async () => {
    await expect(readNotebook(folder)).rejects.toBeInstanceOf(InvalidInputError);
  });
});
