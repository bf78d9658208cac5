// `npm run lab [-- FOLDER --port N …]`: prepares a fresh clone, then opens JupyterLab; see `framescope lab --help`.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { main } = await import('./setup/open-lab.mjs');
process.exitCode = await main(process.argv.slice(2));
