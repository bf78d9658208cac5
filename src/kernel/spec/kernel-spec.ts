import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KernelError } from '../errors.js';
import { PACKAGE_ROOT } from '../executor/package-root.js';
import { kernelVersion } from '../server/kernel-info.js';
import { canStart, LAUNCHER, launcherText } from './launcher.js';

/** A kernelspec could not be written or removed. */
export class KernelSpecError extends KernelError {}

/** A kernelspec of this package, as it lies in some folder. */
export interface InstalledSpec {
  readonly name: string;
  readonly displayName: string;
  readonly folder: string;
  /** The version of the package that wrote it. */
  readonly version: string;
  /** What it starts is not there any more. */
  readonly isBroken: boolean;
}

/** What Jupyter reads in `kernel.json`. */
interface KernelJson {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: string;
  readonly metadata: { readonly debugger: boolean; readonly framescope: { readonly version: string } };
}

const COMMAND = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
/** The server only passes messages on: with small room for new objects it holds 30 MB less after large outputs. */
const LITTLE_GARBAGE = '--max-semi-space-size=2';
const LOGOS = ['logo-svg.svg', 'logo-32x32.png', 'logo-64x64.png'];

/** What Jupyter shall run and show. Node and the command are named by their full paths: a front end has other search paths. */
export function kernelJson(name: string): KernelJson {
  const version = kernelVersion();
  return {
    argv: [process.execPath, LITTLE_GARBAGE, COMMAND, 'kernel', 'start', '{connection_file}', '--spec-version', version],
    display_name: `TypeScript (${name})`,
    language: 'typescript',
    interrupt_mode: 'message',
    metadata: { debugger: false, framescope: { version } },
  };
}

/**
 * Writes a kernelspec with its logos below `kernels`; one of the same name is replaced as a whole.
 *
 * @returns the folder of the kernelspec.
 * @throws {KernelSpecError} when the name is not one that Jupyter takes, or the folder cannot be written.
 */
export async function installSpec(kernels: string, name: string): Promise<string> {
  if (!/^[a-z0-9._-]+$/i.test(name)) {
    throw new KernelSpecError(`A kernel's name has only letters, digits, '.', '-' and '_'. Received: '${name}'`);
  }
  const folder = join(kernels, name);
  const fresh = join(kernels, `.${name}.${randomBytes(4).toString('hex')}.tmp`);
  const old = `${fresh}.old`;
  try {
    await mkdir(fresh, { recursive: true });
    const { argv, ...rest } = kernelJson(name);
    const json = { argv: argv.map((part) => (part === COMMAND ? join(folder, LAUNCHER) : part)), ...rest };
    await writeFile(join(fresh, 'kernel.json'), `${JSON.stringify(json, undefined, 2)}\n`);
    await writeFile(join(fresh, LAUNCHER), launcherText(COMMAND));
    for (const logo of LOGOS) await copyFile(join(PACKAGE_ROOT, 'data', 'kernel', logo), join(fresh, logo));
    if (existsSync(folder)) await rename(folder, old); // a folder cannot take the place of one that has content
    await rename(fresh, folder);
  } catch (cause) {
    if (existsSync(old) && !existsSync(folder)) await rename(old, folder).catch(() => {});
    throw new KernelSpecError(`The kernelspec cannot be written to ${folder}: ${(cause as Error).message}`, { cause });
  } finally {
    await Promise.all([fresh, old].map((path) => rm(path, { recursive: true, force: true }).catch(() => {})));
  }
  return folder;
}

/**
 * Removes a kernelspec of this package.
 *
 * @throws {KernelSpecError} when there is none of this name, or it is another kernel's.
 */
export async function uninstallSpec(kernels: string, name: string): Promise<string> {
  const spec = await readSpec(kernels, name);
  if (spec) {
    await rm(spec.folder, { recursive: true });
    return spec.folder;
  }
  const known = (await listSpecs(kernels)).map((found) => found.name).join(', ');
  throw new KernelSpecError(
    `${kernels} has no framescope kernel '${name}'. There ${known === '' ? 'is none' : `are: ${known}`}.`,
  );
}

/** The kernelspecs of this package below `kernels`, by name. */
export async function listSpecs(kernels: string): Promise<InstalledSpec[]> {
  const names = await readdir(kernels).catch(() => []);
  const specs = await Promise.all(names.sort().map((name) => readSpec(kernels, name)));
  return specs.filter((spec) => spec !== undefined);
}

async function readSpec(kernels: string, name: string): Promise<InstalledSpec | undefined> {
  const folder = join(kernels, name);
  try {
    const { argv, display_name, metadata } = JSON.parse(await readFile(join(folder, 'kernel.json'), 'utf8')) as KernelJson;
    const { version } = metadata.framescope;
    const launcher = await readFile(join(folder, LAUNCHER), 'utf8').catch(() => '');
    return { name, displayName: display_name, folder, version, isBroken: !canStart(argv, launcher) };
  } catch {
    return undefined; // no kernel, or not ours
  }
}
