import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kernelJson } from '../../../src/kernel/spec/kernel-spec.js';
import { makePythonEnvironment } from '../../../src/lab/python-environment.js';
import { type Notebook, readNotebook } from '../../../src/report/notebook.js';
import { startProgram } from '../../running-program.js';

/** The Python of an environment with these requirements, a path below `test/kernel`. */
export function pythonWith(name: string, requirements: string): Promise<string> {
  return makePythonEnvironment({ name, file: fileURLToPath(new URL(`../${requirements}`, import.meta.url)) });
}

/** What `kernel.json` says. */
interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
}

/** Stock tslab, as its own `tslab install` registers it. */
export function tslabKernel(): KernelSpec {
  const tslab = fileURLToPath(new URL('../../../node_modules/tslab/bin/tslab', import.meta.url));
  const argv = [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'];
  return { argv, display_name: 'TypeScript', language: 'typescript' };
}

/** The framescope kernel, as `framescope kernel install` registers it. */
export function framescopeKernel(): KernelSpec {
  return kernelJson('framescope');
}

/** Writes kernelspecs below a folder; the result is a `JUPYTER_PATH`. */
export function makeKernels(folder: string, specs: Readonly<Record<string, KernelSpec>>): string {
  const path = join(folder, 'jupyter');
  for (const [name, spec] of Object.entries(specs)) {
    mkdirSync(join(path, 'kernels', name), { recursive: true });
    writeFileSync(join(path, 'kernels', name, 'kernel.json'), JSON.stringify(spec));
  }
  return path;
}

/** The environment of a program that shall know these kernels, and leave nothing in this user's Jupyter folders. */
export function jupyterEnvironment(folder: string, kernels: string = join(folder, 'jupyter')): NodeJS.ProcessEnv {
  return {
    ...process.env,
    JUPYTER_PATH: kernels,
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
    JUPYTER_DATA_DIR: join(folder, 'data'),
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    IPYTHONDIR: join(folder, 'ipython'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** The same for one that shall not use what is in this user's cache either. */
export function freshEnvironment(folder: string): NodeJS.ProcessEnv {
  return { ...jupyterEnvironment(folder), FRAMESCOPE_CACHE: join(folder, 'cache') };
}

/** How nbclient ended, and the notebook as it left it. */
export interface NbclientOutcome {
  /** The name of the exception it raised. */
  readonly problem: string | null;
  readonly message?: string;
  readonly notebook: Notebook;
}

/** Where and how nbclient runs a notebook. */
export interface NbclientRun {
  readonly cwd: string;
  /** A `JUPYTER_PATH` with the kernelspecs. */
  readonly kernels: string;
  /** Options of nbclient's `NotebookClient`. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Executes a notebook through nbclient. */
export async function executeNotebook(path: string, { cwd, kernels, options }: NbclientRun): Promise<NbclientOutcome> {
  const python = await pythonWith('jupyter-client', 'requirements.txt');
  const script = fileURLToPath(new URL('execute_notebook.py', import.meta.url));
  const out = path.replace(/\.ipynb$/, '.out.ipynb');
  const args = [script, path, out, JSON.stringify(options)];
  const {
    code,
    out: said,
    err,
  } = await startProgram(python, args, { cwd, env: jupyterEnvironment(join(kernels, '..'), kernels) }).ended;
  if (code !== 0) throw new Error(`nbclient ended with code ${code}: ${err}`);
  return { ...(JSON.parse(said) as { problem: string | null; message?: string }), notebook: await readNotebook(out) };
}
