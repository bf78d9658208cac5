import { loadWithCodeCache } from './compile-cache.js';
import { Documentation, withoutDocumentation } from './documentation.js';
import { isInstalled, LocalModules } from './local-modules.js';
import { OutsideModules } from './outside-modules.js';
import { tslabRequire } from './package-root.js';
import { visitEachChildWithShorthand } from './shorthand-properties.js';
import { watchCompilerHost } from './watch-host.js';

/** tslab's own TypeScript, 5.0.4. */
export type TypeScript = typeof import('@tslab/typescript-for-tslab');

/** TypeScript as tslab's converter gets it. */
export interface PreparedTypeScript {
  readonly ts: TypeScript;
  /** The files beside the notebook that cells import. */
  readonly modules: LocalModules;
  /** Those of them that lie outside the notebook's folder. */
  readonly outside: OutsideModules;
  /** Keeps TypeScript's machine code for the next start, once it has worked for a while. */
  readonly keepCode: () => void;
}

/** How tslab's converter marks, in the code it gives, where the source maps of that code are kept. */
const MAP_MARK = /\n?\/\/# framescope-maps=(\d+)\s*$/;
const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

const keptMaps = new Map<string, readonly string[]>();
let mapCount = 0;

/**
 * Loads the TypeScript that tslab is about to load, for cells in `folder`, changed in four ways.
 *
 * Modules are found as `watchCompilerHost` says, and local ones are read again when they have changed. Declarations are read without
 * their documentation until somebody asks for it. Both steps of the compilation keep their source maps. Shorthand properties of
 * earlier cells' variables work.
 */
export function prepareTypeScript(folder: string): PreparedTypeScript {
  const file = tslabRequire.resolve('@tslab/typescript-for-tslab');
  const { module, keepCode } = loadWithCodeCache(file);
  const ts = module.exports as TypeScript;
  const modules = new LocalModules();
  const outside = new OutsideModules(ts, folder);
  const { readFile } = ts.sys;
  const documentation = new Documentation(ts, (path) => readFile(path));
  ts.sys.readFile = (path, encoding) => {
    const text = readFile(path, encoding);
    return text !== undefined && path.endsWith('.d.ts') && isInstalled(path) ? withoutDocumentation(text) : text;
  };
  ts.sys.watchFile = (path, onChange) => {
    if (!isInstalled(path)) modules.watch(path, onChange);
    return { close() {} };
  };
  module.exports = {
    ...ts,
    createWatchCompilerHost: watchCompilerHost(ts, modules, outside),
    transpileModule: transpileModule(ts),
    visitEachChild: visitEachChildWithShorthand(ts),
    getQuickInfoAtPosition(...[source, checker, token, position]: Parameters<TypeScript['getQuickInfoAtPosition']>) {
      documentation.completeAt(source, checker, position);
      return ts.getQuickInfoAtPosition(source, checker, token, position);
    },
  };
  tslabRequire.cache[file] = module;
  return { ts, modules, outside, keepCode };
}

/** Separates compiled code from the mark that leads to its source maps (last compilation first). */
export function takeMaps(code: string): { code: string; maps: readonly string[] } {
  const mark = MAP_MARK.exec(code);
  if (!mark) return { code, maps: [] };
  const maps = keptMaps.get(mark[1]) ?? [];
  keptMaps.delete(mark[1]);
  return { code: code.slice(0, mark.index), maps };
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
