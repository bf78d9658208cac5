import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('what npm packs', () => {
  let files: string[] = [];
  let unpackedSize = 0;

  beforeAll(() => {
    const args = ['pack', '--dry-run', '--json', '--loglevel=error'];
    const { stdout, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
    if (stdout === '') throw new Error(stderr);
    const answer = JSON.parse(stdout) as unknown;
    // npm 11 answers with a list, later ones with an object by package name.
    const [packed] = Object.values(answer as Record<string, { files: { path: string }[]; unpackedSize: number }>);
    files = packed.files.map(({ path }) => path);
    unpackedSize = packed.unpackedSize;
  });

  test('holds what a user needs: entries, command, bindings, data, chapters, licence', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      exports: Record<string, string | { types: string; default: string }>;
      bin: Record<string, string>;
    };
    const entries = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    for (const path of [...entries, ...Object.values(manifest.bin)]) expect(files).toContain(path.replace(/^\.\//, ''));
    for (const path of ['LICENSE', 'NOTICE', 'native/recipe.json', 'native/quiet_load.c']) expect(files).toContain(path);
    for (const name of ['SHA256SUMS', 'tfjs_binding.node', 'tfjs_binding_core.node']) {
      expect(files).toContain(`native/prebuilt/linux-x64/${name}`);
    }
    expect(files).toContain('notebooks/01-counting-jumps.ipynb');
    expect(files).toContain('data/kernel/nbgrader_config.py');
    expect(files.some((path) => /^data\/jump-rope\/.*\.mp4$/.test(path))).toBe(true);
    expect(files.some((path) => /^dist\/widgets\/client\/.+\.js$/.test(path))).toBe(true);
  });

  test('holds no tests, benchmarks, reports, sources, maps or hidden records', () => {
    expect(files.filter((path) => /^(test|bench|reports|src|docs|node_modules|models)\//.test(path))).toEqual([]);
    expect(files.filter((path) => /\.map$|\.tsbuildinfo$|\.py[co]$|(^|\/)\./.test(path))).toEqual([]);
    expect(unpackedSize).toBeLessThan(20e6);
  });

  test('names no path of the machine it was built on', () => {
    const texts = files.filter((path) => /\.(js|mjs|ts|json|ipynb|md)$/.test(path) && existsSync(join(root, path)));
    const naming = texts.filter((path) => readFileSync(join(root, path), 'utf8').includes(root.replace(/\/$/, '')));
    expect(naming).toEqual([]);
  });
});
