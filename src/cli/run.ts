import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type RunResult, runNotebook } from '../report/run/run-notebook.js';
import { CellProgressLines } from './cell-progress-lines.js';
import { type Command, UsageError } from './command.js';
import { interruptible } from './interruptible.js';

/** `framescope run`: executes notebooks without a browser. */
export const run: Command = {
  summary: 'Executes notebooks, a line of progress a cell',
  usage: `framescope run NOTEBOOK… [-p NAME=VALUE]… [-o OUT] [--cwd FOLDER] [--timeout SECONDS] [--no-times] [--json]

  -p NAME=VALUE      sets a parameter declared in the cell tagged 'parameters': text where its default is text, else a
                     number, true, false, null, JSON, else text
  -o OUT             a file for one notebook, a folder for several. Default: NAME.executed.ipynb in this folder
  --cwd FOLDER       where the cells run. Default: the notebook's own folder
  --timeout SECONDS  limit for a cell; a cell's metadata may set its own 'timeout', 0 for none
  --no-times         keeps out of the file when each cell ran: the same notebook then gives the same bytes
  --json             prints how it went as a JSON list: notebook, output, status, executed, total, failure

Runs each notebook in a kernel of its own. Stops at the first error, but not at a cell tagged 'raises-exception'; cells tagged
'skip-execution' are left as they are. Saves after every cell. Ctrl-C interrupts the running cell and keeps what ran; a second one ends at once.

  framescope run notebooks/01-counting-jumps.ipynb -p epochs=3 -o report.ipynb`,
  async run(args) {
    const { notebooks, parameters, output, cwd, timeout, times, json } = parse(args);
    const results: (RunResult & { notebook: string; output: string })[] = [];
    const targets = targetsOf(notebooks, output);
    try {
      return await interruptible('Interrupting the running cell', async (signal) => {
        for (const [target, path] of targets) {
          const lines = new CellProgressLines(process.stderr);
          process.stderr.write(`${path} → ${target}\n`);
          const options = { output: target, parameters, cwd, timeout, times, signal };
          const result = await runNotebook(path, { ...options, onCell: (cell) => lines.show(cell) });
          lines.end();
          results.push({ notebook: path, output: target, ...result });
          const code = report(result, target);
          if (code !== 0) return code;
        }
        return 0;
      });
    } finally {
      if (json && results.length > 0) process.stdout.write(`${JSON.stringify(results)}\n`);
    }
  },
};

function parse(args: readonly string[]): {
  notebooks: string[];
  parameters: Record<string, string>;
  output?: string;
  cwd?: string;
  timeout?: number;
  times: boolean;
  json: boolean;
} {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      parameter: { type: 'string', short: 'p', multiple: true },
      output: { type: 'string', short: 'o' },
      cwd: { type: 'string' },
      timeout: { type: 'string' },
      'no-times': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0) throw new UsageError('Which notebook?');
  const parameters: Record<string, string> = {};
  for (const text of values.parameter ?? []) {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`-p takes NAME=VALUE. Received: ${text}`);
    parameters[text.slice(0, at)] = text.slice(at + 1);
  }
  const timeout = values.timeout === undefined ? undefined : Number(values.timeout);
  if (timeout !== undefined && !(timeout > 0)) throw new UsageError(`--timeout takes seconds. Received: ${values.timeout}`);
  const { output, cwd, json } = values;
  return { notebooks: positionals, parameters, output, cwd, timeout, times: !values['no-times'], json };
}

/** Notebooks by the file that each is written to. */
function targetsOf(notebooks: readonly string[], output: string | undefined): Map<string, string> {
  const targets = new Map<string, string>();
  for (const path of notebooks) {
    const target = targetOf(path, output, notebooks.length > 1);
    if (targets.has(target)) throw new UsageError(`${targets.get(target)} and ${path} would both be written to ${target}`);
    targets.set(target, path);
  }
  return targets;
}

function targetOf(notebook: string, output: string | undefined, isOneOfSeveral: boolean): string {
  const name = basename(notebook);
  if (output === undefined) return name.replace(/(\.executed)?\.ipynb$/, '.executed.ipynb');
  return isOneOfSeveral || isFolder(output) ? join(output, name) : output;
}

function isFolder(path: string): boolean {
  if (path.endsWith('/')) return true;
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function report({ status, executed, total, failure }: RunResult, target: string): number {
  if (status === 'ok') return 0;
  if (status === 'interrupted') {
    process.stderr.write(
      `Interrupted after ${executed} of ${total} cells. Outputs up to there are in ${target}; the session has ended, so variables, ` +
        'and with them weights that no cell had saved, are lost.\n',
    );
    return 130;
  }
  const trace = failure?.traceback.join('\n') ?? '';
  process.stderr.write(
    `${trace}\nCell ${failure?.cell} of ${total} failed: ${failure?.ename}: ${failure?.evalue}\n${target} holds what ran.\n`,
  );
  return 1;
}
