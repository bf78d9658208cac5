import { lstatSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Links node_modules/framescope to the repository, so that notebooks inside it find the package under stock tslab too. */
export const linkStep = {
  name: 'link',
  isOptional: true,
  run(say, root) {
    const link = join(root, 'node_modules/framescope');
    if (pointsTo(link, root)) return 'node_modules/framescope is the repository';
    say('linking node_modules/framescope to the repository');
    rmSync(link, { force: true });
    symlinkSync(process.platform === 'win32' ? root : '..', link, 'junction');
  },
};

function pointsTo(link, root) {
  try {
    return lstatSync(link).isSymbolicLink() && realpathSync(link) === realpathSync(root);
  } catch {
    return false;
  }
}
