import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './run.mjs';

/** Installs exactly what the lock file says, by `npm ci` with the user's own npm settings. */
export const dependenciesStep = {
  name: 'dependencies',
  run(say, root) {
    const outdated = whyOutdated(root);
    if (outdated) {
      say(`installing the packages of package-lock.json (${outdated})`);
      runQuietly('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
    }
    makeProbeExecutable(root);
    return outdated ? undefined : 'as package-lock.json says';
  },
};

/** Why node_modules is not what the lock file describes; undefined where it is. npm keeps its own record of what it installed. */
export function whyOutdated(root) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return 'there are none yet';
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  for (const [path, { version, integrity, optional, devOptional, link }] of Object.entries(wanted)) {
    if (path === '' || link) continue;
    const found = installed[path];
    if (!found && (optional || devOptional)) continue;
    const name = path.replace(/^.*node_modules\//, '');
    if (!found || !existsSync(join(root, path, 'package.json'))) return `${name} is missing`;
    if (found.version !== version || found.integrity !== integrity) return `${name} is ${found.version}, not ${version}`;
  }
}

/** With install scripts off, the bundled ffprobe lacks its execute bit. */
function makeProbeExecutable(root) {
  const probe = join(root, `node_modules/@ffprobe-installer/${process.platform}-${process.arch}/ffprobe`);
  if (existsSync(probe) && (statSync(probe).mode & 0o100) === 0) chmodSync(probe, 0o755);
}
