import { lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** A module of scripts/setup, which is plain JavaScript. */
function setup<T>(name: string): Promise<T> {
  return import(new URL(`../../scripts/setup/${name}.mjs`, import.meta.url).href) as Promise<T>;
}

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'framescope-steps-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
}

describe('whether dependencies must be installed', async () => {
  const { whyOutdated } = await setup<{ whyOutdated(root: string): string | undefined }>('dependencies-step');
  const lock = {
    packages: {
      '': { name: 'framescope' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/a/node_modules/b': { version: '2.0.0', integrity: 'sha512-b' },
      'node_modules/only-mac': { version: '3.0.0', integrity: 'sha512-m', optional: true },
    },
  };

  /** An installation as npm leaves it; `change` is laid over its record. */
  function installed(change: Record<string, unknown> = {}): void {
    write('package-lock.json', lock);
    const { 'node_modules/a': a, 'node_modules/a/node_modules/b': b } = lock.packages;
    write('node_modules/.package-lock.json', {
      packages: { 'node_modules/a': a, 'node_modules/a/node_modules/b': b, ...change },
    });
    write('node_modules/a/package.json', {});
    write('node_modules/a/node_modules/b/package.json', {});
  }

  test('no, when everything is there but what is for another system', () => {
    installed();
    expect(whyOutdated(root)).toBeUndefined();
  });

  test('yes, when there is nothing, another version, another content, or a deleted folder', () => {
    write('package-lock.json', lock);
    expect(whyOutdated(root)).toBe('there are none yet');
    installed({ 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } });
    expect(whyOutdated(root)).toBe('a is 0.9.0, not 1.0.0');
    installed({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } });
    expect(whyOutdated(root)).toMatch(/^a is/);
    installed();
    rmSync(join(root, 'node_modules/a/node_modules/b'), { recursive: true });
    expect(whyOutdated(root)).toBe('b is missing');
  });
});

describe('whether a build is due', async () => {
  const { hashOfSources } = await setup<{ hashOfSources(root: string): string }>('build-step');

  test('yes, when any source or setting changes, appears, moves or goes', () => {
    for (const path of ['package-lock.json', 'tsconfig.json', 'tsconfig.client.json', 'scripts/build.mjs']) write(path, '{}');
    write('src/lib/a.ts', 'a');
    const hashes = [hashOfSources(root)];
    expect(hashOfSources(root)).toBe(hashes[0]);
    const changes = [
      () => write('src/lib/a.ts', 'b'),
      () => write('src/lib/deep/b.ts', ''),
      () => rmSync(join(root, 'src/lib/a.ts')),
      () => write('src/b.ts', 'b'),
      () => write('tsconfig.json', '{ }'),
    ];
    for (const change of changes) {
      change();
      hashes.push(hashOfSources(root));
    }
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('the link to the package itself', async () => {
  const { linkStep } = await setup<{ linkStep: { run(say: (what: string) => void, root: string): string | undefined } }>(
    'link-step',
  );

  test('is made once, and mended when it points elsewhere', () => {
    mkdirSync(join(root, 'node_modules'));
    const said: string[] = [];
    const link = join(root, 'node_modules/framescope');
    linkStep.run((what) => said.push(what), root);
    expect(realpathSync(link)).toBe(realpathSync(root));
    linkStep.run((what) => said.push(what), root);
    expect(said).toHaveLength(1);

    rmSync(link);
    writeFileSync(link, 'a file');
    linkStep.run((what) => said.push(what), root);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(said).toHaveLength(2);
  });
});
