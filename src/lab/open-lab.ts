import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { prefixKernelFolder } from '../kernel/spec/folders.js';
import { installSpec } from '../kernel/spec/kernel-spec.js';
import { NotFoundError } from '../lib/errors.js';
import { effectiveSignal, type LongCallOptions } from '../lib/progress.js';
import { activeEnvironment } from './active-environment.js';
import { copyCourse } from './course.js';
import { freePort } from './free-port.js';
import { type JupyterServer, type JupyterServerOptions, startJupyterServer } from './jupyter-server.js';
import { type LabEnvironment, makeLabEnvironment } from './lab-environment.js';

/** Where the course is copied to, in the working folder. */
const COURSE = 'framescope-course';

/** What JupyterLab shall be opened on. */
export interface OpenLabOptions extends LongCallOptions, Pick<JupyterServerOptions, 'port' | 'opensBrowser' | 'onLog'> {
  /** Default: the course, copied to `framescope-course` in the working folder. */
  readonly folder?: string;
  /** Use our own Python environment even where the active one would do. Default false. */
  readonly isPrivate?: boolean;
  /** Called with each thing that was done, in a sentence. */
  readonly onStep?: (sentence: string) => void;
}

/**
 * Opens JupyterLab with the framescope kernel and live widgets, on this machine's loopback address.
 *
 * The active Python environment serves where it has JupyterLab 4 or later and anywidget; else a private one, made on the first
 * call, in the cache. The kernel is registered in that environment alone.
 *
 * @throws {NotFoundError} when there is no such folder.
 * @throws as `makePythonEnvironment`, `copyCourse`, `installSpec` and `startJupyterServer` do.
 */
export async function openLab(options: OpenLabOptions = {}): Promise<JupyterServer> {
  const { isPrivate = false, onStep = () => {}, onProgress, port, opensBrowser, onLog } = options;
  const signal = effectiveSignal(options.signal);
  if (options.folder !== undefined) requireFolder(options.folder);
  if (port !== undefined) await freePort(port); // before anything is made
  const { python, prefix } = await chooseEnvironment(isPrivate, onStep, { signal, onProgress });
  await installSpec(prefixKernelFolder(prefix), 'framescope');
  onStep(`The kernel 'TypeScript (framescope)' is registered in ${prefix}`);
  const { folder, notebook } = options.folder === undefined ? await prepareCourse(onStep) : { folder: resolve(options.folder) };
  return startJupyterServer({ python, folder, notebook, port, opensBrowser, signal, onLog });
}

function requireFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  throw new NotFoundError(found ? 'framescope lab takes a folder, and this is a file' : 'there is no such folder', {
    received: folder,
    hint: found ? `Give the folder it lies in: ${dirname(resolve(folder))}` : 'Without a folder the course is opened',
  });
}

async function chooseEnvironment(
  isPrivate: boolean,
  onStep: (sentence: string) => void,
  options: LongCallOptions,
): Promise<LabEnvironment> {
  const active = isPrivate ? undefined : await activeEnvironment(process.env, options.signal);
  if (active?.problem === undefined && active) {
    onStep(`JupyterLab of the active environment ${active.prefix}`);
    return active;
  }
  const own = await makeLabEnvironment(options);
  const why = active ? ` (the active one, ${basename(active.prefix)}, will not do: ${active.problem})` : '';
  onStep(`JupyterLab of a private environment, ${own.prefix}${why}`);
  return own;
}

async function prepareCourse(onStep: (sentence: string) => void): Promise<{ folder: string; notebook: string | undefined }> {
  const folder = resolve(COURSE);
  const { chapters, copied, kept } = await copyCourse(folder);
  const files = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`;
  const stay = `${files(kept)} that ${kept === 1 ? 'was' : 'were'} there ${kept === 1 ? 'stays as it is' : 'stay as they are'}`;
  onStep(
    copied === 0
      ? `The course is in ${folder}, as you left it`
      : `The course was copied to ${folder}: ${files(copied)}${kept === 0 ? '' : `; ${stay}`}`,
  );
  return { folder, notebook: chapters[0] };
}
