import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { runQuietly } from './run.mjs';

/**
 * The Python of a private environment in the user's cache with exactly these requirements; made when it is not there.
 *
 * @param name Says what it is for; part of the folder's name, as is a hash of the requirements.
 * @param requirements Lines of a requirements file, or `file`: the path of one.
 * @returns path of its Python.
 */
export function makePythonEnvironment({ name, requirements, file, onStep = () => {} }) {
  const lines = requirements ?? readFileSync(file, 'utf8').split('\n');
  const wanted = lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
  const hash = createHash('sha256').update(wanted.join('\n')).digest('hex').slice(0, 12);
  const folder = join(userCacheFolder(), 'framescope', 'python', `${name}-${hash}`);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const record = join(folder, 'framescope.json');
  if (existsSync(record) && existsSync(python)) return python;
  onStep(`making the Python environment ${name}: ${wanted.join(', ')}`);
  // An environment holds its own path, so it is made in place; the record is written last and says that it is whole.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  runQuietly(findPython(), ['-m', 'venv', folder]);
  runQuietly(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...wanted]);
  writeFileSync(record, JSON.stringify({ name, requirements: wanted }));
  return python;
}

/** `$XDG_CACHE_HOME` where it is an absolute path, else `~/.cache`. */
export function userCacheFolder() {
  const configured = process.env.XDG_CACHE_HOME;
  return configured && isAbsolute(configured) ? configured : join(homedir(), '.cache');
}

function findPython() {
  for (const command of ['python3', 'python', 'py']) {
    try {
      runQuietly(command, ['-c', 'import venv']);
      return command;
    } catch {}
  }
  throw new Error('there is no Python 3 with venv (tried python3, python, py; Debian: apt install python3-venv)');
}
