import { runInForeground } from './run.mjs';
import { cli, setUp } from './set-up.mjs';

/** What `npm run lab` does; returns its exit code. */
export async function main(args) {
  try {
    const { degraded } = await setUp({ out: process.stderr });
    for (const sentence of degraded) console.error(`Degraded: ${sentence}`);
    // npm runs scripts in the repository; the course, or a relative folder, is meant where the user is.
    const code = await runInForeground(process.execPath, [cli, 'lab', ...args], { cwd: process.env.INIT_CWD ?? process.cwd() });
    return code === 130 ? 0 : code; // Ctrl-C is how it ends
  } catch (error) {
    console.error(error.message);
    return 1;
  }
}
