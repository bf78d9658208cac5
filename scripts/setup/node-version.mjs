// Must run on any Node that knows modules, so it is imported first, alone, and everything else after it.

/** Ends the process with a clear message on a Node that cannot run framescope. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `framescope needs Node 20.19 or later; this is ${process.versions.node}. ` +
      'Install a newer one from https://nodejs.org or with your version manager, then try again.',
  );
  process.exit(1);
}
