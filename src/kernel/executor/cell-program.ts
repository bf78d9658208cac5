import type { BuilderProgram, CreateProgram, Program, SourceFile } from '@tslab/typescript-for-tslab';
import type { LocalModules } from './local-modules.js';
import type { OutsideModules } from './outside-modules.js';
import { resolveShorthandValues } from './shorthand-properties.js';
import type { TypeScript } from './typescript.js';

/** Among what TypeScript offers at run time, but not in its types. */
type Binder = { bindSourceFile(file: SourceFile, options: object): void };

/**
 * Makes the program of each cell without TypeScript's bookkeeping for incremental builds, which would look at all imports of all
 * declaration files for every cell; tslab wants no more of it than which files a cell depends on.
 */
export function createCellProgram(ts: TypeScript, modules: LocalModules, outside: OutsideModules): CreateProgram<BuilderProgram> {
  return (...args) => {
    const builder = ts.createAbstractBuilder(...args);
    const program = builder.getProgram();
    for (const name of program.getRootFileNames()) {
      const file = program.getSourceFile(name);
      if (file) (ts as unknown as Binder).bindSourceFile(file, program.getCompilerOptions()); // tslab reads the names declared
    }
    patchChecker(ts, program);
    builder.getAllDependencies = ({ fileName }) => {
      const paths = modules.closure(fileName, (path) => isSource(program, path));
      outside.noteDependencies(program, paths);
      return paths;
    };
    const emit = builder.emit.bind(builder);
    builder.emit = (file, write, ...rest) => emit(file, write && outside.sorted(write), ...rest);
    return builder;
  };
}

/** The checker is made when it is first asked for; half of the programs never need one. */
function patchChecker(ts: TypeScript, program: Program): void {
  const getTypeChecker = program.getTypeChecker.bind(program);
  let isPatched = false;
  program.getTypeChecker = () => {
    const checker = getTypeChecker();
    if (!isPatched) resolveShorthandValues(ts, checker);
    isPatched = true;
    return checker;
  };
}

function isSource(program: Program, path: string): boolean {
  const file = program.getSourceFile(path);
  return file !== undefined && !file.isDeclarationFile;
}
