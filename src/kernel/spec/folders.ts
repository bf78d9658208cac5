import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this user's Jupyter looks for kernels first, as `jupyter --data-dir` tells. */
export function userKernelFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  return join(dataFolder(env, platform), 'kernels');
}

/** Where a Python environment, or a system, keeps its kernels. */
export function prefixKernelFolder(prefix: string): string {
  return join(prefix, 'share', 'jupyter', 'kernels');
}

function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Jupyter');
  if (platform === 'win32' && env.APPDATA) return join(env.APPDATA, 'jupyter');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'jupyter');
}
