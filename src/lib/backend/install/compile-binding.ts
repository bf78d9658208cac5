import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { runProgram } from '../../child-process.js';
import { MissingEngineError } from '../../errors.js';
import { bindingSources, nativeFile } from './engine-folder.js';

/** What `compileBinding` takes. */
export interface CompileOptions {
  /** Folder that receives `tfjs_binding.node` and `tfjs_binding_core.node`. */
  readonly folder: string;
  /** TensorFlow's libraries to link with. */
  readonly libraries: readonly string[];
  /** TensorFlow's headers: what `headerEntries` takes from the wheel. */
  readonly include: string;
  /** Compilers for C and C++ with their first arguments. Default: `$CC` or `cc`, `$CXX` or `c++`. */
  readonly compilers?: { readonly c: readonly string[]; readonly cxx: readonly string[] };
  /** Further flags, as `-target`. */
  readonly flags?: readonly string[];
  /** Node's name of the system it is for. Default: this one. */
  readonly system?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

interface Recipe {
  readonly core: { readonly sources: readonly string[]; readonly flags: readonly string[] };
  readonly door: { readonly sources: readonly string[]; readonly flags: readonly string[] };
  readonly link: Readonly<Record<string, readonly string[]>>;
  readonly headers: readonly string[];
}

const require = createRequire(import.meta.url);

/**
 * Compiles the native binding by the recipe in `native/recipe.json`: TensorFlow.js's own sources and our quiet door.
 *
 * @throws {MissingEngineError} without a compiler, or with the compiler's first complaint.
 */
export async function compileBinding({
  folder,
  libraries,
  include,
  compilers = { c: [process.env.CC || 'cc'], cxx: [process.env.CXX || 'c++'] },
  flags = [],
  system = process.platform,
  env,
  signal,
}: CompileOptions): Promise<void> {
  const { core, door, link } = readRecipe();
  const sources = bindingSources();
  const [undefinedSymbols, ...runPaths] = link[system] ?? [];
  const needed = system === 'linux' ? ['-Wl,--no-as-needed'] : [];
  await mkdir(folder, { recursive: true });
  const compile = async (compiler: readonly string[], args: readonly string[]): Promise<void> => {
    const [command, ...first] = compiler;
    const finished = await runProgram(command, [...first, ...flags, ...args], { env, signal });
    if (!finished) throw new MissingEngineError(`there is no compiler '${command}'`);
    if (finished.code !== 0) throw new MissingEngineError(`'${command}' failed: ${firstError(finished.stderr)}`);
  };
  await compile(compilers.cxx, [
    ...core.flags,
    ...[nodeHeaders(), include, sources].map((path) => `-I${path}`),
    ...core.sources.map((name) => join(sources, name)),
    '-o',
    join(folder, 'tfjs_binding_core.node'),
    ...needed,
    ...libraries,
    undefinedSymbols,
    ...runPaths,
  ]);
  await compile(compilers.c, [
    ...door.flags,
    `-I${nodeHeaders()}`,
    ...door.sources.map(nativeFile),
    '-o',
    join(folder, 'tfjs_binding.node'),
    undefinedSymbols,
    ...(system === 'linux' ? ['-ldl'] : []),
  ]);
}

/** TensorFlow's headers that the recipe includes, as entries of the wheel; they land in `include/`. */
export function headerEntries(): { entry: string; file: string }[] {
  return readRecipe().headers.map((header) => ({ entry: `tensorflow/include/${header}`, file: join('include', header) }));
}

/** Node-API's headers: the development dependency where it is installed, else those that came with Node. */
function nodeHeaders(): string {
  try {
    return join(dirname(require.resolve('node-api-headers/package.json')), 'include');
  } catch {
    return resolve(dirname(process.execPath), '../include/node');
  }
}

function readRecipe(): Recipe {
  return JSON.parse(readFileSync(nativeFile('recipe.json'), 'utf8')) as Recipe;
}

function firstError(text: string): string {
  const lines = text.split('\n');
  return (lines.find((line) => /error/i.test(line)) ?? lines[0] ?? '').trim().slice(0, 300);
}
