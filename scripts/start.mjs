// `npm start`: prepares a fresh clone, runs chapter 1 on the embedded videos or on a folder of yours, writes one HTML page.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { main } = await import('./setup/first-report.mjs');
process.exitCode = await main(process.argv.slice(2));
