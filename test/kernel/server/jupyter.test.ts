import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installSpec } from '../../../src/kernel/spec/kernel-spec.js';
import { pythonProblem } from '../../python.js';
import { freshEnvironment, pythonWith } from '../clients/python.js';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const SUITE = beside('suite.py');
const FILES = [SUITE, beside('protocol.py')];

/** The cases of jupyter_kernel_test 0.7.0. */
const STANDARD = [
  'kernel_info',
  'execute_stdout',
  'execute_stderr',
  'completion',
  'is_complete',
  'pager',
  'error',
  'execute_result',
  'display_data',
  'history',
  'inspect',
  'clear_output',
].map((name) => `Standard.test_${name}`);

describe.skipIf(pythonProblem)(`through jupyter_client${pythonProblem ?? ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-jupyter-'));
  const problems = new Map<string, string | null>();
  let outcome = '';
  let python = '';

  beforeAll(async () => {
    python = await pythonWith('jupyter-client', 'requirements.txt');
    await installSpec(join(folder, 'jupyter', 'kernels'), 'framescope');
    outcome = await runSuite();
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([...ownCases(), ...STANDARD, 'Welcome.test_recv_iopub_welcome_msg'])('%s', (name) => {
    expect(problems.has(name), `it did not run; the suite said: ${outcome}`).toBe(true);
    expect(problems.get(name)).toBeNull();
  });

  test('no case is left out of this list', () => {
    expect(problems.size).toBe(ownCases().length + STANDARD.length + 1);
  });

  test('a day of a seeded random client breaks no promise', () => {
    const { stdout, stderr } = runPython([beside('day.py'), '120', '7']);
    const { cells, problems } = JSON.parse(stdout || JSON.stringify({ problems: [stderr] }));
    expect(problems).toEqual([]);
    expect(cells).toBeGreaterThanOrEqual(120);
  });

  test('jupyter lists the kernels of --prefix and --sys-prefix', () => {
    const prefix = join(folder, 'environment');
    runPython(['-m', 'venv', '--without-pip', prefix]);
    const command = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
    const install = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
      spawnSync(process.execPath, [command, 'kernel', 'install', ...args], { env: { ...process.env, ...env } });
    install(['--sys-prefix', '--name', 'of-the-environment'], { VIRTUAL_ENV: prefix });
    install(['--prefix', join(folder, 'prefix'), '--name', 'of-the-prefix']);
    const packages = runPython(['-c', 'import site; print(site.getsitepackages()[0])']).stdout.trim();
    const { stdout } = spawnSync(
      join(prefix, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'),
      ['-m', 'jupyter_client.kernelspecapp', 'list', '--json'],
      {
        encoding: 'utf8',
        env: { ...process.env, PYTHONPATH: packages, JUPYTER_PATH: join(folder, 'prefix', 'share', 'jupyter') },
      },
    );
    const { kernelspecs } = JSON.parse(stdout) as { kernelspecs: Record<string, { spec: Record<string, unknown> }> };
    for (const name of ['of-the-environment', 'of-the-prefix']) {
      expect(kernelspecs[name].spec).toMatchObject({
        display_name: `TypeScript (${name})`,
        language: 'typescript',
        interrupt_mode: 'message',
        metadata: { debugger: false },
      });
    }
  });

  function runPython(args: readonly string[]) {
    return spawnSync(python, args, { cwd: folder, env: freshEnvironment(folder), encoding: 'utf8' });
  }

  async function runSuite(): Promise<string> {
    const suite = spawn(python, [SUITE], {
      cwd: folder,
      env: freshEnvironment(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    suite.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
    createInterface({ input: suite.stdout }).on('line', (line) => {
      const { name, problem } = JSON.parse(line) as { name: string; problem: string | null };
      problems.set(name, problem);
    });
    return new Promise((resolve) => suite.once('close', (code) => resolve(`exit code ${code}. ${said}`)));
  }
});

/** The cases the suite adds, as `Class.test_name`. */
function ownCases(): string[] {
  const cases: string[] = [];
  let group = '';
  for (const line of FILES.flatMap((file) => readFileSync(file, 'utf8').split('\n'))) {
    group = /^class (\w+)\(/.exec(line)?.[1] ?? group;
    const name = /^ {4}def (test_\w+)/.exec(line)?.[1];
    if (name) cases.push(`${group}.${name}`);
  }
  return cases;
}
