import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { NotFoundError } from '../../src/lib/errors.js';
import { sampleModel } from '../../src/lib/weights/sample-model.js';

const folder = fileURLToPath(new URL('../../data/models', import.meta.url));
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.safetensors'))
      .map((file) => file.replace('.safetensors', ''))
  : [];

afterEach(() => engine().disposeVariables());

describe('models that come with the package', () => {
  test('one that does not is refused, with the names of those that do', async () => {
    for (const name of ['rowing', '../models/rowing', '']) {
      const asked = sampleModel(name);
      await expect(asked).rejects.toThrow(NotFoundError);
      await expect(asked).rejects.toThrow(`Received: ${JSON.stringify(name)}. Accepted: ${names.sort().join(', ') || 'none'}`);
    }
  });

  test.each(names)('%s can be loaded', async (name) => {
    expect((await sampleModel(name)).parameterCount).toBeGreaterThan(0);
  });
});
