import { afterEach, expect, test } from 'vitest';
import { AbortedError } from '../../src/lib/errors.js';
import { GALLERY } from './gallery.js';

const holder = globalThis as { [KERNEL: symbol]: unknown };
const KERNEL = Symbol.for('framescope.kernel');
afterEach(() => {
  delete holder[KERNEL];
});

/** Kinds that encode pictures when they are shown. */
const ENCODING = ['activationGrid', 'filterPlayer', 'frameSlider', 'labelEditor', 'topK'];

test.each(ENCODING)('%s whose showing was interrupted is made when it is shown again', async (kind) => {
  const figure = await GALLERY[kind]();
  holder[KERNEL] = { signal: AbortSignal.abort() };
  await expect(figure.toMimeBundle()).rejects.toThrow(AbortedError);
  delete holder[KERNEL];
  expect(Object.keys(await figure.toMimeBundle())).toContain('text/html');
});
