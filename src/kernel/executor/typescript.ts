import { isBuiltin } from 'node:module';
import { dirname, sep } from 'node:path';
import type {
  BuilderProgram,
  CompilerOptions,
  ResolvedModuleWithFailedLookupLocations,
  WatchCompilerHostOfFilesAndCompilerOptions,
} from '@tslab/typescript-for-tslab';
import { PACKAGE_ROOT, tslabRequire } from './package-root.js';
import { resolveShorthandValues, visitEachChildWithShorthand } from './shorthand-properties.js';

/** tslab's own TypeScript, 5.0.4. */
export type TypeScript = typeof import('@tslab/typescript-for-tslab');

type Resolution = Pick<ResolvedModuleWithFailedLookupLocations, 'resolvedModule'>;
type CreateHost = (
  files: string[],
  options: CompilerOptions,
  ...rest: unknown[]
) => WatchCompilerHostOfFilesAndCompilerOptions<BuilderProgram>;

/** How tslab's converter marks, in the code it gives, where the source maps of that code are kept. */
const MAP_MARK = /\n?\/\/# framescope-maps=(\d+)\s*$/;
const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

const keptMaps = new Map<string, readonly string[]>();
let mapCount = 0;

/**
 * Changes the TypeScript that tslab is about to load, in three ways, and gives it.
 *
 * Modules: beside Node10 resolution, which is tslab's, packages are found by their `exports`, and, where the notebook's folder has
 * none, as the kernel's own package sees them; `framescope` is always the kernel's own package. Node's types are always there.
 * Positions: both steps of the compilation keep their source maps. Shorthand properties of earlier cells' variables work.
 */
export function prepareTypeScript(): TypeScript {
  const file = tslabRequire.resolve('@tslab/typescript-for-tslab');
  const ts = tslabRequire(file) as TypeScript;
  const cached = tslabRequire.cache[file];
  if (cached) {
    cached.exports = {
      ...ts,
      createWatchCompilerHost: watchCompilerHost(ts),
      transpileModule: transpileModule(ts),
      visitEachChild: visitEachChildWithShorthand(ts),
    };
  }
  return ts;
}

/** Separates compiled code from the mark that leads to its source maps (last compilation first). */
export function takeMaps(code: string): { code: string; maps: readonly string[] } {
  const mark = MAP_MARK.exec(code);
  if (!mark) return { code, maps: [] };
  const maps = keptMaps.get(mark[1]) ?? [];
  keptMaps.delete(mark[1]);
  return { code: code.slice(0, mark.index), maps };
}

function watchCompilerHost(ts: TypeScript): CreateHost {
  const createHost = ts.createWatchCompilerHost as unknown as CreateHost; // one of its two forms, the one tslab calls
  const nodeTypes = dirname(dirname(tslabRequire.resolve('@types/node/package.json')));
  const ownFiles = `${PACKAGE_ROOT.replaceAll(sep, '/')}/dist/`;
  const insidePackage = `${ownFiles}cell.ts`;
  return (files, given, ...rest) => {
    const options = { ...given, inlineSourceMap: true, types: ['node'], typeRoots: [nodeTypes] };
    const host = createHost(files, options, ...rest);
    const createProgram = host.createProgram.bind(host);
    host.createProgram = (...args) => {
      const program = createProgram(...args);
      resolveShorthandValues(ts, program.getProgram().getTypeChecker());
      return program;
    };
    const bundler = { ...options, moduleResolution: ts.ModuleResolutionKind.Bundler };
    const resolve = (name: string, from: string): Resolution => {
      if (isBuiltin(name)) return { resolvedModule: undefined }; // declared by Node's types
      const asOwn = (): Resolution => ts.resolveModuleName(name, insidePackage, bundler, host);
      if (name === 'framescope' || name.startsWith('framescope/')) return asOwn();
      const asTslab = ts.resolveModuleName(name, from, options, host);
      if (asTslab.resolvedModule || name.startsWith('.')) return asTslab;
      const byExports = ts.resolveModuleName(name, from, bundler, host);
      return byExports.resolvedModule ? byExports : asOwn();
    };
    const installed = new Map<string, Resolution>();
    const resolveOnce = (name: string, from: string): Resolution => {
      if (!from.includes('/node_modules/') && !from.startsWith(ownFiles)) return resolve(name, from);
      const key = `${dirname(from)}\n${name}`;
      const known = installed.get(key) ?? resolve(name, from);
      installed.set(key, known);
      return known;
    };
    host.resolveModuleNameLiterals = (literals, from) => literals.map((literal) => resolveOnce(literal.text, from));
    host.hasInvalidatedResolutions = () => false; // otherwise every cell resolves all modules anew: 600 ms
    return host;
  };
}

function transpileModule(ts: TypeScript): TypeScript['transpileModule'] {
  return (input, given) => {
    const inline = INLINE_MAP.exec(input);
    const code = inline ? input.slice(0, inline.index) : input;
    const output = ts.transpileModule(code, { ...given, compilerOptions: { ...given.compilerOptions, sourceMap: true } });
    const number = String(mapCount++);
    keptMaps.set(number, [output.sourceMapText ?? '', ...(inline ? [Buffer.from(inline[1], 'base64').toString()] : [])]);
    const outputText = `${output.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '')}\n//# framescope-maps=${number}`;
    return { ...output, outputText };
  };
}
