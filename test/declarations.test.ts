import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The TypeScript with which tslab checks cells. */
const TSLAB_TSC = createRequire(createRequire(import.meta.url).resolve('tslab/package.json')).resolve(
  '@tslab/typescript-for-tslab/lib/tsc.js',
);

/** tslab's own settings where they matter here: Node10 resolution, strict, declarations checked. */
const SETTINGS = [
  '--noEmit',
  '--strict',
  '--target',
  'es2022',
  '--lib',
  'es2022',
  '--module',
  'esnext',
  '--moduleResolution',
  'node10',
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-declarations-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/framescope'), 'junction');
  symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'), 'junction');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The compiler's errors outside other packages' declarations. */
function errorsOf(files: readonly string[], cwd: string): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [TSLAB_TSC, ...SETTINGS, ...files], { cwd, encoding: 'utf8' });
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => /error TS/.test(line) && !/^[^(]*node_modules\/(?!framescope\/)/.test(line));
}

describe("the declarations under tslab's TypeScript", () => {
  test.each(['lib', 'widgets', 'lib/faithful', 'kernel'])('dist/%s/index.d.ts has no error', (entry) => {
    const declarations = `dist/${entry}/index.d.ts`;
    if (!existsSync(join(root, declarations))) throw new Error('dist is missing: npm run build');
    expect(errorsOf([declarations], root)).toEqual([]);
  });

  test('a cell resolves all entries, and their types are real', () => {
    const good = `import { Frames } from 'framescope';
import { frameSlider } from 'framescope/widgets';
import { faithfulCount } from 'framescope/faithful';
import { display } from 'framescope/kernel';
export const uses = [Frames, frameSlider, faithfulCount, display];
`;
    writeFileSync(join(folder, 'good.ts'), good);
    expect(errorsOf(['good.ts'], folder)).toEqual([]);

    writeFileSync(
      join(folder, 'bad.ts'),
      `${good}const name: number = frameSlider.name;\nimport { nothing } from 'framescope';\n`,
    );
    const errors = errorsOf(['bad.ts'], folder).map((line) => /TS\d+/.exec(line)?.[0]);
    expect(errors.sort()).toEqual(['TS2305', 'TS2322']);
  });
});
