import { isAbsolute, join, normalize, parse, relative } from 'node:path';
import type { Program, SourceFile, WriteFileCallback } from '@tslab/typescript-for-tslab';
import type { Diagnostic, DiagnosticPos, SideOutput } from 'tslab/dist/converter.js';
import { tslabRequire } from './package-root.js';
import type { TypeScript } from './typescript.js';

/** Where tslab's converter has compiled files written to, in name only. */
const OUT_FOLDER = 'outDir';

/**
 * Local modules that lie outside the notebook's folder, such as `../shared/load.ts`. tslab's converter refuses to compile them, and
 * passes over their type errors; so TypeScript is told that everything lies below the file system's root, and tslab is told only of
 * what it accepts.
 */
export class OutsideModules {
  /** The folder that TypeScript takes for the root of all sources. */
  readonly root: string;
  readonly #ts: TypeScript;
  readonly #folder: string;
  #outputs: SideOutput[] = [];
  #latest: { program: Program; files: readonly SourceFile[] } | undefined;

  constructor(ts: TypeScript, folder: string) {
    this.#ts = ts;
    this.#folder = folder;
    this.root = parse(folder).root.replaceAll('\\', '/');
  }

  /** Passes on what is compiled of files in the notebook's folder, under the names tslab expects, and keeps the rest. */
  sorted(write: WriteFileCallback): WriteFileCallback {
    return (name, data, ...rest) => {
      const path = join(this.root, relative(OUT_FOLDER, name)).replaceAll('\\', '/');
      if (!this.#isOutside(path)) write(`${OUT_FOLDER}/${relative(this.#folder, path)}`.replaceAll('\\', '/'), data, ...rest);
      else if (path.endsWith('.js')) this.#outputs.push({ path, data: this.#asCommonJs(data) });
    };
  }

  /** What was compiled since the last call. */
  takeOutputs(): SideOutput[] {
    return this.#outputs.splice(0);
  }

  /** Takes down which files the cell that is being compiled depends on. */
  noteDependencies(program: Program, paths: readonly string[]): void {
    this.#latest = {
      program,
      files: paths.flatMap((path) => (this.#isOutside(path) ? (program.getSourceFile(path) ?? []) : [])),
    };
  }

  /** The errors in files outside that the latest cell depends on. */
  diagnostics(): Diagnostic[] {
    const { program, files } = this.#latest ?? { program: undefined, files: [] };
    this.#latest = undefined;
    return program ? files.flatMap((file) => this.#diagnosticsIn(program, file)) : [];
  }

  #diagnosticsIn(program: Program, file: SourceFile): Diagnostic[] {
    const found = this.#ts.getPreEmitDiagnostics(program, file).filter((diagnostic) => diagnostic.file === file);
    return found.map(({ start = 0, length = 0, messageText, category, code }) => ({
      start: positionIn(file, start),
      end: positionIn(file, start + length),
      messageText: this.#ts.flattenDiagnosticMessageText(messageText, '\n'),
      category,
      code,
      fileName: normalize(file.fileName),
    }));
  }

  #isOutside(path: string): boolean {
    const way = relative(this.#folder, path);
    return way.startsWith('..') || isAbsolute(way);
  }

  #asCommonJs(code: string): string {
    const { esModuleToCommonJSModule } = tslabRequire('./dist/converter.js') as typeof import('tslab/dist/converter.js');
    return esModuleToCommonJSModule(code, this.#ts.ScriptTarget.ES2022);
  }
}

function positionIn(file: SourceFile, offset: number): DiagnosticPos {
  return { offset, ...file.getLineAndCharacterOfPosition(offset) };
}
