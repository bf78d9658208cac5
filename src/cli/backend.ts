import { startEngine } from '../lib/backend/engine.js';
import { installNativeEngine } from '../lib/backend/install/index.js';
import type { Progress } from '../lib/progress.js';
import { type Command, UsageError } from './command.js';
import { interruptible } from './interruptible.js';

/** `framescope backend`: which engine computes and why; `framescope backend install` installs the native one. */
export const backend: Command = {
  summary: 'Says which engine computes and why; installs the native one',
  usage: `framescope backend [--json]
framescope backend install

Without a word more: which engine would compute, its version, and why a better one does not.
With install: fetches TensorFlow's C library (270 MB) with pip, once for this user.`,
  async run(args: readonly string[]): Promise<number> {
    const words = args.filter((word) => word !== '--json');
    if (words.length === 0) return describe(args.includes('--json'));
    if (words.length === 1 && words[0] === 'install' && !args.includes('--json')) return install();
    throw new UsageError(`framescope backend does not know '${args.join(' ')}'`);
  },
};

async function describe(asJson: boolean): Promise<number> {
  const described = await startEngine();
  if (asJson) {
    process.stdout.write(`${JSON.stringify(described)}\n`);
    return 0;
  }
  const { active, version, reason, folder } = described;
  const name = { native: 'native TensorFlow', wasm: 'WebAssembly, TensorFlow.js', cpu: 'plain JavaScript, TensorFlow.js' }[
    active
  ];
  process.stdout.write(`${name} ${version}\n${reason}\n${folder === undefined ? '' : `${folder}\n`}`);
  return 0;
}

async function install(): Promise<number> {
  const onProgress = progressOn(process.stderr);
  const { version, folder } = await interruptible('Stopping the installation', (signal) =>
    installNativeEngine({ signal, onProgress }),
  );
  process.stdout.write(`native TensorFlow ${version} is installed in ${folder}\n`);
  return 0;
}

/** A line that is rewritten in a terminal; elsewhere a line whenever something else is done. */
function progressOn(stream: NodeJS.WriteStream): (progress: Progress) => void {
  let shown = '';
  return ({ label = '', done, total }) => {
    const percent = total ? ` ${Math.floor((100 * done) / total)} %` : '';
    const text = stream.isTTY ? `${label}${percent}` : label;
    if (text === shown) return;
    stream.write(stream.isTTY ? `\r${text.padEnd(shown.length)}` : `${text}\n`);
    shown = text;
  };
}
