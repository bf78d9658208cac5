import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kernelJson } from '../../../src/kernel/spec/kernel-spec.js';
import { type Notebook, readNotebook } from '../../../src/report/notebook.js';

/** Whether a Python is here that can make environments. */
export const hasPython: boolean = ['python3', 'python', 'py'].some(
  (python) => spawnSync(python, ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0,
);

/** For the titles of tests that need one. */
export const SKIPPED = ' (skipped: there is no Python 3 with venv and pip)';

/** `scripts/setup/python.mjs`, which is plain JavaScript. */
interface PythonSetup {
  makePythonEnvironment(options: { readonly name: string; readonly file: string }): Promise<string>;
}

/** The Python of an environment with these requirements, a path below `test/kernel`. */
export async function pythonWith(name: string, requirements: string): Promise<string> {
  const setup = new URL('../../../scripts/setup/python.mjs', import.meta.url).href;
  const { makePythonEnvironment } = (await import(setup)) as PythonSetup;
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

/** The environment of a program that shall know these kernels, and leave nothing in this user's folders. */
export function jupyterEnvironment(folder: string, kernels: string): NodeJS.ProcessEnv {
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

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end. */
export function runProgram(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<ProgramEnd> {
  const child = spawn(command, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
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
  const { code, out: said, err } = await runProgram(python, args, cwd, jupyterEnvironment(join(kernels, '..'), kernels));
  if (code !== 0) throw new Error(`nbclient ended with code ${code}: ${err}`);
  return { ...(JSON.parse(said) as { problem: string | null; message?: string }), notebook: await readNotebook(out) };
}
