import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nativePlatform, nativePlatforms, TENSORFLOW_VERSION } from '../../src/lib/backend/install/platforms.js';

const native = new URL('../../native/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, native), 'utf8');

describe('the table of native engines', () => {
  test('covers the platforms whose wheels export the C interface', () => {
    expect([...nativePlatforms()].sort()).toEqual(['darwin-arm64', 'linux-arm64', 'linux-x64']);
  });

  test.each(nativePlatforms())('%s: the file name is what PyPI calls this wheel', (key) => {
    const platform = nativePlatform(key);
    if ('missing' in platform) throw new Error(platform.missing);
    const { distribution, tag, fileName, size, sha256 } = platform.wheel;
    expect(fileName).toBe(`${distribution.replaceAll('-', '_')}-${TENSORFLOW_VERSION}-cp312-cp312-${tag}.whl`);
    expect(size).toBeGreaterThan(2e8);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    const suffix = key.startsWith('darwin') ? '2.dylib' : 'so.2';
    expect(platform.libraries.map(({ entry }) => entry)).toEqual([
      `tensorflow/libtensorflow_cc.${suffix}`,
      `tensorflow/libtensorflow_framework.${suffix}`,
    ]);
  });

  test.each(['win32-x64', 'darwin-x64', 'sunos-x64'])('%s has no engine and says why', (key) => {
    expect(nativePlatform(key)).toEqual({ missing: expect.stringContaining('TensorFlow') });
  });

  test('every shipped binding is the one whose hash stands beside it', () => {
    for (const key of nativePlatforms()) {
      const platform = nativePlatform(key);
      if ('missing' in platform || !platform.prebuilt) continue;
      const folder = `prebuilt/${platform.prebuilt}`;
      const sums = read(`${folder}/SHA256SUMS`).trim().split('\n');
      expect(sums.map((line) => line.slice(66))).toEqual(['tfjs_binding.node', 'tfjs_binding_core.node']);
      for (const line of sums) {
        const content = readFileSync(new URL(`${folder}/${line.slice(66)}`, native));
        expect(createHash('sha256').update(content).digest('hex')).toBe(line.slice(0, 64));
      }
    }
  });

  test('the recipe names the same TensorFlow and the installed binding sources', () => {
    const recipe = JSON.parse(read('recipe.json')) as { tensorflow: string; binding: string };
    const sources = JSON.parse(read('../node_modules/@tensorflow/tfjs-node-gpu/package.json')) as {
      name: string;
      version: string;
    };
    expect(recipe.tensorflow).toBe(TENSORFLOW_VERSION);
    expect(recipe.binding).toBe(`${sources.name} ${sources.version}`);
  });
});
