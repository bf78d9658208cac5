import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs of the system that framescope uses where they are there, and what goes without them. */
const PROGRAMS = [
  {
    name: 'ffmpeg',
    known: ['ffmpeg'],
    variable: 'FRAMESCOPE_FFMPEG',
    without: 'videos are decoded by the bundled ffmpeg of 2018, which knows no AV1',
  },
  {
    name: 'Chromium',
    known: ['chromium', 'google-chrome', 'chromium-browser'],
    variable: 'CHROMIUM',
    without: 'pages are not tried in a browser, so some tests fail; reports are the same',
  },
  {
    name: 'Python 3',
    known: ['python3', 'python', 'py'],
    without: 'the native engine cannot be installed, nor JupyterLab, nor the peers of benchmarks',
  },
];

/** Tells which programs of the system are missing and what that means; installs none. */
export const programsStep = {
  name: 'programs',
  run() {
    const missing = missingPrograms();
    return missing.length > 0 ? missing.join(' ') : `${PROGRAMS.map(({ name }) => name).join(', ')} are there`;
  },
};

/** A sentence for each missing program. */
export function missingPrograms(env = process.env) {
  return PROGRAMS.filter(({ known, variable }) => !(variable && env[variable]) && !known.some((name) => isOnPath(name, env))).map(
    ({ name, without }) => `No ${name}: ${without}.`,
  );
}

function isOnPath(name, env) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => endings.some((ending) => isExecutable(join(folder, name + ending))));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
