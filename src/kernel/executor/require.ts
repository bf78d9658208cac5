import Module from 'node:module';
import { join } from 'node:path';
import { missingModuleHint } from './missing-module.js';
import { PACKAGE_ROOT } from './package-root.js';
import { noteRequired } from './required-files.js';

/** Parts of Node's loader that its types leave out; they have been there since its beginnings, and Node's own tests hold them. */
interface Loader {
  _resolveFilename(request: string, parent?: Module, ...rest: unknown[]): string;
  _nodeModulePaths(folder: string): string[];
}

/**
 * Lets cells require, from a notebook in any folder, `framescope`, which is always the kernel's own package, and what the kernel's
 * package can see and the notebook's folder has not. A module found nowhere says what to install.
 */
export function extendRequire(folder: string): void {
  const loader = Module as unknown as Loader;
  const before = loader._resolveFilename.bind(Module);
  const cellFile = join(folder, 'src.js'); // the name under which tslab requires for cells
  const own = new Module(join(PACKAGE_ROOT, 'package.json'));
  own.filename = own.id;
  own.paths = loader._nodeModulePaths(PACKAGE_ROOT);
  loader._resolveFilename = (request, parent, ...rest) => {
    if (request === 'framescope' || request.startsWith('framescope/')) return before(request, own);
    try {
      const path = before(request, parent, ...rest);
      noteRequired(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
      const found = /^[./]/.test(request) ? undefined : seenByPackage(request);
      if (found !== undefined) return found;
      if (error instanceof Error && parent?.filename === cellFile) {
        error.message = `Cannot find module '${request}'. ${missingModuleHint(request, folder)}`;
      }
      throw error;
    }
  };

  function seenByPackage(request: string): string | undefined {
    try {
      return before(request, own);
    } catch {
      return undefined;
    }
  }
}
