import { accessSync, chmodSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { MissingEngineError } from '../errors.js';

/** Where a program is looked for. */
interface Search {
  /** File name without extension. */
  readonly name: 'ffmpeg' | 'ffprobe';
  /** Names its path, before everything else. */
  readonly variable: string;
  /** The npm package that carries one for common platforms. */
  readonly bundle: string;
}

/**
 * Path of ffmpeg: the one `FRAMESCOPE_FFMPEG` names, else the first on `PATH`, else the one bundled with this package.
 *
 * The system's comes before the bundled one, which is older (2018) and knows no AV1.
 *
 * @throws {MissingEngineError} when none can be run.
 */
export function ffmpegProgram(): string {
  return findProgram({ name: 'ffmpeg', variable: 'FRAMESCOPE_FFMPEG', bundle: '@ffmpeg-installer/ffmpeg' });
}

/**
 * Path of ffprobe: the one `FRAMESCOPE_FFPROBE` names, else the first on `PATH`, else the one bundled with this package.
 *
 * @throws {MissingEngineError} when none can be run.
 */
export function ffprobeProgram(): string {
  return findProgram({ name: 'ffprobe', variable: 'FRAMESCOPE_FFPROBE', bundle: '@ffprobe-installer/ffprobe' });
}

function findProgram(search: Search): string {
  const named = process.env[search.variable];
  if (named) {
    if (isExecutable(named)) return named;
    throw new MissingEngineError(`${search.variable} names no program that can be run`, {
      received: named,
      hint: `Give it the path of ${search.name}, or unset it`,
    });
  }
  return onPath(search.name) ?? bundled(search);
}

function onPath(name: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => endings.map((ending) => join(folder, name + ending)))
    .find(isExecutable);
}

function bundled(search: Search): string {
  const path = bundledPath(search);
  if (path === undefined || !existsSync(path)) {
    throw new MissingEngineError(`${search.name} is neither on PATH nor bundled for ${process.platform}-${process.arch}`, {
      hint: `Install FFmpeg (https://ffmpeg.org/download.html), or name its path in ${search.variable}`,
    });
  }
  if (!isExecutable(path)) makeExecutable(path, search);
  return path;
}

function bundledPath({ bundle }: Search): string | undefined {
  try {
    const { path } = createRequire(import.meta.url)(bundle) as { readonly path: string };
    return path;
  } catch {
    return undefined; // the package throws on platforms it has no build for
  }
}

/** Some bundles get their execute bit from an install script, which cautious installs leave out. */
function makeExecutable(path: string, { name, variable }: Search): void {
  try {
    chmodSync(path, 0o755);
  } catch (cause) {
    throw new MissingEngineError(`the bundled ${name} may not be executed, and that cannot be changed from here`, {
      received: path,
      hint: `Run chmod +x on it as the owner of the installation, or name another ${name} in ${variable}`,
      cause,
    });
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
