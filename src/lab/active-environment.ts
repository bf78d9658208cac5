import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../lib/child-process.js';
import type { LabEnvironment } from './lab-environment.js';
import { pythonOf } from './python-environment.js';

/** The Python environment that the user has activated. */
export interface ActiveEnvironment extends LabEnvironment {
  /** Why it cannot show live widgets; undefined where it can. */
  readonly problem?: string;
}

/** The active virtualenv or conda environment, and what it lacks for JupyterLab with live widgets; undefined without one. */
export async function activeEnvironment(
  env: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<ActiveEnvironment | undefined> {
  const prefix = env.VIRTUAL_ENV || env.CONDA_PREFIX;
  if (!prefix) return undefined;
  const python = [pythonOf(prefix), join(prefix, 'python.exe')].find((path) => existsSync(path));
  if (python === undefined) return undefined;
  const asked = await runProgram(python, ['-c', QUESTION], { signal });
  if (asked?.code !== 0) return { python, prefix, problem: 'its Python does not run' };
  const { jupyterlab, anywidget } = JSON.parse(asked.stdout) as Record<string, string | null>;
  return { python, prefix, problem: whyUnfit(jupyterlab, anywidget) };
}

function whyUnfit(jupyterlab: string | null, anywidget: string | null): string | undefined {
  if (jupyterlab === null) return 'it has no JupyterLab';
  if (Number.parseInt(jupyterlab, 10) < 4) return `its JupyterLab is ${jupyterlab}, not 4 or later`;
  return anywidget === null ? 'it has no anywidget' : undefined;
}

const QUESTION = `
import json
from importlib.metadata import PackageNotFoundError, version
found = {}
for name in ('jupyterlab', 'anywidget'):
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        found[name] = None
print(json.dumps(found))
`;
