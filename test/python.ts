import { spawnSync } from 'node:child_process';

/** Why tests that need Python cannot run here, for their title; undefined where they can. */
export const pythonProblem: string | undefined = ['python3', 'python', 'py'].some(
  (python) => spawnSync(python, ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0,
)
  ? undefined
  : ' (skipped: there is no Python 3 with venv and pip)';
