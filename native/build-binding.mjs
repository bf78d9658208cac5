// Builds the native binding that the package ships: `node native/build-binding.mjs [--platform linux-x64] [--out FOLDER]`.
//
// The compiler is PyPI's ziglang in a private environment, which targets an old glibc from any machine; TensorFlow itself is
// replaced by empty libraries of the same name, since the binding only needs its headers (kept in the installed engine's
// folder). Without --out the result replaces native/prebuilt/<platform>. Needs a built dist/ and an installed engine.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makePythonEnvironment } from '../scripts/setup/python.mjs';
import { runQuietly } from '../scripts/setup/run.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Zig's names of the platforms: glibc 2.28 is Debian 10, RHEL 8, Ubuntu 18.10 and everything later. */
const TARGETS = { 'linux-x64': 'x86_64-linux-gnu.2.28', 'linux-arm64': 'aarch64-linux-gnu.2.28' };

/** Compiles both files into `out`; returns their names. */
export async function buildBinding({ platform = 'linux-x64', out, python }) {
  const { compileBinding } = await import('../dist/lib/backend/install/compile-binding.js');
  const { engineFolder } = await import('../dist/lib/backend/install/engine-folder.js');
  const { nativePlatform } = await import('../dist/lib/backend/install/platforms.js');
  const target = TARGETS[platform];
  if (!target) throw new Error(`there is no zig target for ${platform}`);
  const zig = [python, '-m', 'ziglang'];
  const work = await mkdtemp(join(tmpdir(), 'framescope-binding-'));
  try {
    const empty = join(work, 'empty.c');
    await writeFile(empty, '');
    const libraries = nativePlatform(platform).libraries.map(({ file }) => ({ file, path: join(work, file) }));
    for (const { file, path } of libraries) {
      runQuietly(zig[0], [...zig.slice(1), 'cc', '-target', target, '-shared', `-Wl,-soname,${file}`, '-o', path, empty]);
    }
    await compileBinding({
      folder: out,
      libraries: libraries.map(({ path }) => path),
      include: join(engineFolder(), 'include'),
      compilers: { c: [...zig, 'cc'], cxx: [...zig, 'c++'] },
      // Where this checkout lies is nobody's business, and the same everywhere makes the same bytes.
      flags: ['-target', target, '-s', `-ffile-prefix-map=${root}=`],
      system: platform.split('-')[0],
    });
    return ['tfjs_binding.node', 'tfjs_binding_core.node'];
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function main() {
  const { values } = parseArgs({ options: { platform: { type: 'string', default: 'linux-x64' }, out: { type: 'string' } } });
  const out = resolve(values.out ?? join(root, 'native/prebuilt', values.platform));
  await mkdir(out, { recursive: true });
  const { ziglang } = JSON.parse(await readFile(join(root, 'native/recipe.json'), 'utf8'));
  const python = await makePythonEnvironment({ name: `ziglang-${ziglang}`, requirements: [`ziglang==${ziglang}`] });
  const files = await buildBinding({ platform: values.platform, out, python });
  const sums = [];
  for (const name of files) {
    sums.push(
      `${createHash('sha256')
        .update(await readFile(join(out, name)))
        .digest('hex')}  ${name}\n`,
    );
  }
  await writeFile(join(out, 'SHA256SUMS'), sums.join(''));
  process.stdout.write(sums.join(''));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
