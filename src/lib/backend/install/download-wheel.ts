import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runProgram } from '../../child-process.js';
import { MissingEngineError } from '../../errors.js';
import { pipError } from '../../pip-error.js';
import { TENSORFLOW_VERSION, type Wheel } from './platforms.js';

/** What `downloadWheel` takes. */
export interface DownloadOptions {
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** Called with bytes; only pip 24.1 and later tells them. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** How pip is called, in the order of trying. */
const PIPS: readonly (readonly string[])[] = [
  ['python3', '-m', 'pip'],
  ['pip3'],
  ['python', '-m', 'pip'],
  ['pip'],
  ['py', '-m', 'pip'],
];

/**
 * Fetches a wheel with the user's own pip (so with their index, proxy and certificates) and checks its size and hash.
 *
 * Any Python will do, since pip is told the platform instead of asking its own.
 *
 * @returns the wheel's path.
 * @throws {MissingEngineError} without pip, when pip fails, or when something else than the pinned wheel arrives.
 */
export async function downloadWheel(wheel: Wheel, { folder, signal, onProgress }: DownloadOptions): Promise<string> {
  const pip = await findPip(folder, signal);
  const [command, ...first] = pip.command;
  const args = [
    ...['download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--dest', folder],
    ...['--python-version', '3.12', '--implementation', 'cp', '--abi', 'cp312', '--platform', wheel.tag],
    ...(pip.tellsProgress ? ['--progress-bar', 'raw'] : ['--quiet']),
    `${wheel.distribution}==${TENSORFLOW_VERSION}`,
  ];
  const finished = await runProgram(command, [...first, ...args], {
    signal,
    onOutput: (text) => {
      const last = [...text.matchAll(/^Progress (\d+) of (\d+)/gm)].at(-1);
      if (last) onProgress?.(Number(last[1]), Number(last[2]));
    },
  });
  if (finished?.code !== 0) throw new MissingEngineError(`pip says: ${pipError(finished?.stderr ?? '')}`);
  const path = join(folder, wheel.fileName);
  await verify(path, wheel, signal);
  return path;
}

interface Pip {
  readonly command: readonly string[];
  /** `--progress-bar raw` came with pip 24.1. */
  readonly tellsProgress: boolean;
}

async function findPip(folder: string, signal: AbortSignal | undefined): Promise<Pip> {
  for (const command of PIPS) {
    const pip = await askPip(command, signal);
    if (pip) return pip;
  }
  // Debian's Python comes without pip, but may have what makes one.
  const environment = join(folder, 'pip-environment');
  const made = await runProgram('python3', ['-m', 'venv', environment], { signal });
  const own = made?.code === 0 ? await askPip([join(environment, 'bin', 'python'), '-m', 'pip'], signal) : undefined;
  if (own) return own;
  throw new MissingEngineError('there is no pip (tried python3 -m pip, pip3, python -m pip, pip, py -m pip)');
}

async function askPip(command: readonly string[], signal: AbortSignal | undefined): Promise<Pip | undefined> {
  const answer = await runProgram(command[0], [...command.slice(1), '--version'], { signal });
  const version = answer?.code === 0 ? /^pip (\d+)\.(\d+)/.exec(answer.stdout) : null;
  return version ? { command, tellsProgress: Number(version[1]) * 100 + Number(version[2]) >= 2401 } : undefined;
}

async function verify(path: string, wheel: Wheel, signal: AbortSignal | undefined): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (size !== wheel.size) {
    throw new MissingEngineError(`${wheel.fileName} is ${size === undefined ? 'not what pip fetched' : `${size} bytes long`}`, {
      accepted: `exactly ${wheel.size} bytes`,
    });
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  if (hash.digest('hex') !== wheel.sha256) {
    throw new MissingEngineError(`${wheel.fileName} is not the wheel that was pinned: its SHA-256 differs`);
  }
}
