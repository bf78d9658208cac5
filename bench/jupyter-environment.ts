import { join } from 'node:path';

/** The environment of a Jupyter client whose kernelspecs, runtime files and cache lie in `folder`, not in this user's. */
export function jupyterEnvironment(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    JUPYTER_PATH: join(folder, 'jupyter'),
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    FRAMESCOPE_CACHE: join(folder, 'cache'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
