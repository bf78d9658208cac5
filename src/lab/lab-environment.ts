import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../kernel/executor/package-root.js';
import type { LongCallOptions } from '../lib/progress.js';
import { writeAtomically } from '../lib/write-atomically.js';
import { makePythonEnvironment } from './python-environment.js';

/** A Python environment that has JupyterLab. */
export interface LabEnvironment {
  readonly python: string;
  /** Its folder, below which kernels are registered. */
  readonly prefix: string;
}

/** JupyterLab asks in a dialog whether it may fetch news, and looks for updates; a pinned one need not. */
const SETTINGS = { '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false } };

/**
 * The private environment with the JupyterLab and anywidget of `data/lab/requirements.txt`; made when it is not there.
 *
 * @throws as `makePythonEnvironment` does.
 */
export async function makeLabEnvironment(options: LongCallOptions = {}): Promise<LabEnvironment> {
  const file = join(PACKAGE_ROOT, 'data', 'lab', 'requirements.txt');
  const python = await makePythonEnvironment({ name: 'lab', file, ...options });
  const prefix = dirname(dirname(python));
  await writeAtomically(join(prefix, 'share', 'jupyter', 'lab', 'settings', 'overrides.json'), JSON.stringify(SETTINGS));
  return { python, prefix };
}
