import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { programOf } from './program.mjs';
import { makePythonEnvironment } from './python.mjs';
import { runInForeground } from './run.mjs';
import { root, setUp } from './set-up.mjs';

const USAGE = `npm run bench [-- --json] [NAME…]

Runs bench/NAME.bench.ts (default: all). Each is a program that prints a JSON array of
{ name, unit, ours, peer, peerName, ratio, target } on stdout and finds the peers' Python in FRAMESCOPE_BENCH_PYTHON.
With --json the joined array stands alone on stdout.`;

/** What `npm run bench` does; returns its exit code. Everything but the result goes to stderr. */
export async function main(args) {
  let parsed;
  try {
    parsed = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (parsed.values.help) {
    console.log(USAGE);
    return 0;
  }
  try {
    await setUp({ out: process.stderr });
    const rows = [];
    const python = await makePythonEnvironment({
      name: 'bench',
      file: join(root, 'bench/requirements.txt'),
      onProgress: ({ done, label }) => done === 0 && console.error(label),
    });
    for (const name of chosen(parsed.positionals)) rows.push(...(await runBenchmark(name, python)));
    if (parsed.values.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    else console.table(rows.map((row) => ({ ...row, within: row.ratio <= row.target })));
    return 0;
  } catch (error) {
    console.error(error.message);
    return error.code === 'INTERRUPTED' ? 130 : 1;
  }
}

function chosen(names) {
  const all = readdirSync(join(root, 'bench')).flatMap((file) => /^(.+)\.bench\.ts$/.exec(file)?.[1] ?? []);
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`There is no benchmark ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  return names.length > 0 ? names : all;
}

async function runBenchmark(name, python) {
  const began = Date.now();
  console.error(`${name}: running …`);
  const program = await programOf(`bench/${name}.bench.ts`);
  let said = '';
  try {
    const code = await runInForeground(process.execPath, [program], {
      cwd: root,
      env: { FRAMESCOPE_BENCH_PYTHON: python },
      stdio: ['ignore', 'pipe', 'inherit'],
      onOutput: (text) => {
        said += text;
      },
    });
    if (code === 130) throw Object.assign(new Error('Interrupted.'), { code: 'INTERRUPTED' });
    if (code !== 0) throw new Error(`The benchmark ${name} failed with exit code ${code}`);
    console.error(`${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
    return checkedRows(name, said);
  } finally {
    rmSync(program, { force: true });
  }
}

function checkedRows(name, said) {
  let rows;
  try {
    rows = JSON.parse(said);
  } catch {
    throw new Error(`The benchmark ${name} printed no JSON array: ${said.slice(0, 200)}`);
  }
  for (const row of rows) {
    const wrong = ['ours', 'peer', 'ratio', 'target'].filter((field) => !Number.isFinite(row[field]));
    const unnamed = ['name', 'unit', 'peerName'].filter((field) => typeof row[field] !== 'string');
    if (wrong.length + unnamed.length > 0) {
      throw new Error(`The benchmark ${name} gave a row without ${[...wrong, ...unnamed].join(', ')}: ${JSON.stringify(row)}`);
    }
  }
  return rows;
}
