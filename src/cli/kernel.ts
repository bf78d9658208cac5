import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { removePrivateConnection } from '../kernel/client/private-connection.js';
import { kernelVersion } from '../kernel/server/kernel-info.js';
import { serveKernel } from '../kernel/server/serve.js';
import { prefixKernelFolder, userKernelFolder } from '../kernel/spec/folders.js';
import { installSpec, listSpecs, uninstallSpec } from '../kernel/spec/kernel-spec.js';
import { cacheFolder } from '../lib/cache-folder.js';
import { NotFoundError } from '../lib/errors.js';
import { type Command, UsageError } from './command.js';

/** `framescope kernel`: makes the kernel known to Jupyter; Jupyter itself calls `kernel start`. */
export const kernel: Command = {
  summary: 'Makes the TypeScript kernel known to Jupyter: install, uninstall, list',
  usage: `framescope kernel install   [--user | --sys-prefix | --prefix DIR] [--name NAME]
framescope kernel uninstall [--user | --sys-prefix | --prefix DIR] [--name NAME]
framescope kernel list      [--user | --sys-prefix | --prefix DIR] [--json]

install:   writes a kernelspec; JupyterLab, Notebook and VS Code then offer "TypeScript (framescope)".
           It names this installation and this Node by their paths: install again after moving either.
uninstall: removes it.
list:      shows what is installed, and what does not start any more because its files have moved.

      --user        for this user (the default)
      --sys-prefix  into the active Python environment (virtualenv, conda), or python3's own
      --prefix DIR  into DIR/share/jupyter/kernels
      --name NAME   of the kernelspec; default framescope
      --json        one JSON document`,
  async run([action, ...args]: readonly string[]): Promise<number> {
    if (action === 'start') return start(args);
    if (action === 'install') return install(args);
    if (action === 'uninstall') return uninstall(args);
    if (action === 'list') return list(args);
    throw new UsageError(action === undefined ? 'framescope kernel what?' : `framescope kernel does not know '${action}'`);
  },
};

const PLACE = {
  user: { type: 'boolean', default: false },
  'sys-prefix': { type: 'boolean', default: false },
  prefix: { type: 'string' },
} as const;
const NAME = { name: { type: 'string', default: 'framescope' } } as const;

async function install(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { ...PLACE, ...NAME } });
  const folder = await installSpec(kernelFolder(values), values.name);
  process.stdout.write(`The kernel 'TypeScript (${values.name})' is installed in ${folder}\n`);
  if (import.meta.url.includes('/_npx/')) {
    process.stdout.write(
      'It starts from the cache of npx, which npm may clear: then install the package and the kernel again.\n',
    );
  }
  return 0;
}

async function uninstall(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { ...PLACE, ...NAME } });
  process.stdout.write(`Removed ${await uninstallSpec(kernelFolder(values), values.name)}\n`);
  return 0;
}

async function list(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { ...PLACE, json: { type: 'boolean', default: false } } });
  const kernels = kernelFolder(values);
  const specs = await listSpecs(kernels);
  if (values.json) process.stdout.write(`${JSON.stringify(specs)}\n`);
  else if (specs.length === 0) process.stdout.write(`no framescope kernel in ${kernels}\n`);
  for (const { name, displayName, folder, version, isBroken } of values.json ? [] : specs) {
    const note = isBroken ? '  does not start: what it names has moved; run framescope kernel install' : '';
    process.stdout.write(`${name}  ${displayName}  ${version}  ${folder}${note}\n`);
  }
  return 0;
}

/** What the kernelspec's command line calls; with `--private`, a client that has made the connection file for this kernel alone. */
async function start(args: readonly string[]): Promise<number> {
  const options = { 'spec-version': { type: 'string' }, private: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [connectionFile, ...rest] = positionals;
  if (connectionFile === undefined || rest.length > 0) throw new UsageError('framescope kernel start takes one connection file');
  const installed = values['spec-version'];
  const version = kernelVersion();
  if (installed !== undefined && installed !== version) {
    process.stderr.write(
      `The kernelspec was written by framescope ${installed}; this is ${version}. Run framescope kernel install once.\n`,
    );
  }
  if (values.private) process.once('exit', () => removePrivateConnection(resolve(connectionFile))); // its client may be gone
  const historyFile = values.private ? undefined : join(cacheFolder('history'), 'history.jsonl');
  await serveKernel({ connectionFile: resolve(connectionFile), historyFile, mustHaveParent: values.private });
  setTimeout(() => process.exit(), 1000).unref(); // whatever may still hold the process
  return 0;
}

interface Place {
  readonly user: boolean;
  readonly 'sys-prefix': boolean;
  readonly prefix?: string;
}

function kernelFolder({ user, 'sys-prefix': isSysPrefix, prefix }: Place): string {
  if ([user, isSysPrefix, prefix !== undefined].filter(Boolean).length > 1) {
    throw new UsageError('Give one of --user, --sys-prefix and --prefix');
  }
  if (prefix !== undefined) return prefixKernelFolder(resolve(prefix));
  return isSysPrefix ? prefixKernelFolder(pythonPrefix()) : userKernelFolder();
}

/** The active Python environment, else where the first python3 of the search path has its packages. */
function pythonPrefix(): string {
  const active = process.env.VIRTUAL_ENV || process.env.CONDA_PREFIX;
  if (active) return active;
  for (const python of ['python3', 'python']) {
    const { status, stdout } = spawnSync(python, ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  throw new NotFoundError('there is no Python whose prefix could be taken', {
    received: 'python3, python',
    hint: 'Give --prefix DIR, or --user',
  });
}
