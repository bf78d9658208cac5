// `npm run bench [-- --json] [NAME…]`: runs every bench/NAME.bench.ts and shows its rows beside the named peers.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { main } = await import('./setup/benchmarks.mjs');
process.exitCode = await main(process.argv.slice(2));
