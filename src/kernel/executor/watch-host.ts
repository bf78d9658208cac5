import { isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import type {
  BuilderProgram,
  CompilerOptions,
  ResolvedModuleWithFailedLookupLocations,
  WatchCompilerHostOfFilesAndCompilerOptions,
} from '@tslab/typescript-for-tslab';
import { createCellProgram } from './cell-program.js';
import { InstalledDeclarations } from './installed-declarations.js';
import { isInstalled, type LocalModules, OWN_FILES } from './local-modules.js';
import type { OutsideModules } from './outside-modules.js';
import { tslabRequire } from './package-root.js';
import { attempt } from './plain-text.js';
import type { TypeScript } from './typescript.js';

type Resolution = Pick<ResolvedModuleWithFailedLookupLocations, 'resolvedModule'>;

/** One of the two forms of `ts.createWatchCompilerHost`, the one that tslab calls. */
export type CreateHost = (
  files: string[],
  options: CompilerOptions,
  ...rest: unknown[]
) => WatchCompilerHostOfFilesAndCompilerOptions<BuilderProgram>;

/**
 * `ts.createWatchCompilerHost` for cells. Beside Node10 resolution, which is tslab's, packages are found by their `exports`, and,
 * where the notebook's folder has none, as the kernel's own package sees them; `framescope` is always the kernel's own package.
 * Node's types are always there.
 */
export function watchCompilerHost(ts: TypeScript, modules: LocalModules, outside: OutsideModules): CreateHost {
  const createHost = ts.createWatchCompilerHost as unknown as CreateHost;
  const nodeTypes = dirname(dirname(tslabRequire.resolve('@types/node/package.json')));
  return (files, given, ...rest) => {
    const options = { ...given, inlineSourceMap: true, types: ['node'], typeRoots: [nodeTypes], rootDir: outside.root };
    const host = createHost(files, options, ...rest);
    host.createProgram = createCellProgram(ts, modules, outside);
    host.watchDirectory = () => ({ close() {} });
    host.hasInvalidatedResolutions = (path) => modules.isIncomplete(path); // true for all would cost 600 ms a cell
    keepTimer(host);
    const resolve = moduleResolver(ts, options, host);
    host.resolveModuleNameLiterals = (literals, from) => {
      const found = literals.map(({ text }) => resolve(text, from));
      const isLost = ({ text }: { text: string }, i: number): boolean =>
        found[i].resolvedModule === undefined && !isBuiltin(text);
      const imported = found.flatMap(({ resolvedModule }) => resolvedModule?.resolvedFileName ?? []);
      modules.setImports(from, imported, isInstalled(from) || !literals.some(isLost));
      return found;
    };
    return host;
  };
}

/** tslab's converter allows one timer at a time, and would take one that a failed compilation has left for a second. */
function keepTimer(host: WatchCompilerHostOfFilesAndCompilerOptions<BuilderProgram>): void {
  const { setTimeout: set, clearTimeout: clear } = host;
  let latest: unknown;
  host.setTimeout = (...args) => {
    attempt(() => clear?.(latest)); // has ended by itself, in most cases
    latest = set?.(...args);
    return latest;
  };
}

function moduleResolver(
  ts: TypeScript,
  options: CompilerOptions,
  host: WatchCompilerHostOfFilesAndCompilerOptions<BuilderProgram>,
): (name: string, from: string) => Resolution {
  const bundler = { ...options, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const asOwn = (name: string): Resolution => ts.resolveModuleName(name, `${OWN_FILES}cell.ts`, bundler, host);
  const resolve = (name: string, from: string): Resolution => {
    if (isBuiltin(name)) return { resolvedModule: undefined }; // declared by Node's types
    if (name === 'framescope' || name.startsWith('framescope/')) return asOwn(name);
    const asTslab = ts.resolveModuleName(name, from, options, host);
    if (asTslab.resolvedModule || name.startsWith('.')) return asTslab;
    const byExports = ts.resolveModuleName(name, from, bundler, host);
    return byExports.resolvedModule ? byExports : asOwn(name);
  };
  const declarations = new InstalledDeclarations();
  const resolveInstalled = (name: string, from: string): Resolution => {
    const file = declarations.find(name, from);
    if (file === undefined) return resolve(name, from);
    const isExternalLibraryImport = file.includes('/node_modules/');
    return { resolvedModule: { resolvedFileName: file, extension: ts.Extension.Dts, isExternalLibraryImport } };
  };
  const installed = new Map<string, Resolution>();
  return (name, from) => {
    if (!isInstalled(from)) return resolve(name, from);
    const key = `${dirname(from)}\n${name}`;
    const known = installed.get(key) ?? resolveInstalled(name, from);
    installed.set(key, known);
    return known;
  };
}
