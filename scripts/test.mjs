// `npm test [-- FILES…]`: prepares a fresh clone, then runs every check; the last line counts them.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { main } = await import('./setup/checks.mjs');
process.exitCode = await main(process.argv.slice(2));
