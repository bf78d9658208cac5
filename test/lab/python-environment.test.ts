import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makePythonEnvironment } from '../../src/lab/python-environment.js';
import type { Progress } from '../../src/lib/progress.js';

// With a script in place of Python, so that it takes no time; test/lab/jupyter-lab.ts makes a real environment.

let folder: string;
const before = { ...process.env };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-python-'));
  process.env.FRAMESCOPE_CACHE = join(folder, 'cache');
});
afterEach(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true, force: true });
});

/** A program on PATH, in place of all others. */
function onlyProgram(name: string, script: string): void {
  const programs = join(folder, 'programs');
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env.PATH = programs;
}

/** A Python that makes environments; `pip` is what their Python does. */
function pythonWith(pip: string): void {
  writeFileSync(join(folder, 'python'), `#!/bin/sh\n${pip}\n`, { mode: 0o755 });
  const makes = `/bin/mkdir -p "$3/bin" && /bin/cp "${join(folder, 'python')}" "$3/bin/python"`;
  onlyProgram('python3', `if [ "$2" = venv ]; then ${makes}; else echo fit; fi`);
}

const WORKING_PIP = () => `echo "$*" >> "${join(folder, 'pip.log')}"; echo Collecting one; echo Collecting two`;

describe.skipIf(process.platform === 'win32')('a private Python environment', () => {
  const requirements = ['one==1  # why', '', '# two', 'two==2'];

  test('is made once for its requirements, by whoever comes first', async () => {
    pythonWith(WORKING_PIP());
    const seen: Progress[] = [];
    const options = { name: 'pair', requirements, onProgress: (progress: Progress) => seen.push(progress) };
    const [python, same] = await Promise.all([makePythonEnvironment(options), makePythonEnvironment(options)]);
    expect(same).toBe(python);
    expect(await makePythonEnvironment(options)).toBe(python);
    const calls = readFileSync(join(folder, 'pip.log'), 'utf8').trim().split('\n');
    expect(calls).toEqual([expect.stringMatching(/^-m pip install .* one==1 two==2$/)]);
    expect(seen.at(-1)).toEqual({ done: 2, unit: 'package', label: 'making the Python environment pair: one==1, two==2' });
    expect(readdirSync(join(folder, 'cache', 'python')).filter((name) => name.endsWith('.lock'))).toEqual([]);
    expect(await makePythonEnvironment({ name: 'pair', requirements: ['one==2'] })).not.toBe(python);
  });

  test('that was cut short, by a process that is gone, is made anew', async () => {
    pythonWith(WORKING_PIP());
    const python = await makePythonEnvironment({ name: 'pair', requirements });
    const place = dirname(dirname(python));
    rmSync(join(place, 'framescope.json'));
    writeFileSync(join(place, 'rest'), '');
    writeFileSync(`${place}.lock`, '999999999');
    expect(await makePythonEnvironment({ name: 'pair', requirements })).toBe(python);
    expect(readdirSync(place).sort()).toEqual(['bin', 'framescope.json']);
  });

  test('stops when its signal is aborted, and leaves none that looks whole', async () => {
    pythonWith('echo Collecting one; exec /bin/sleep 60');
    const abort = new AbortController();
    const onProgress = ({ done }: Progress): void => {
      if (done > 0) abort.abort();
    };
    const made = makePythonEnvironment({ name: 'pair', requirements, signal: abort.signal, onProgress });
    await expect(made).rejects.toThrow('making the Python environment pair: one==1, two==2 was interrupted');
    const [place] = readdirSync(join(folder, 'cache', 'python'));
    expect(existsSync(join(folder, 'cache', 'python', place, 'framescope.json'))).toBe(false);
  });

  test("tells pip's reason when it cannot reach its index, and leaves none that looks whole", async () => {
    const retrying = `WARNING: Retrying after connection broken by 'NewConnectionError: [Errno 111] Connection refused'`;
    pythonWith(`echo "${retrying}" >&2; echo "ERROR: No matching distribution found for one==1" >&2; exit 1`);
    const made = makePythonEnvironment({ name: 'pair', requirements });
    await expect(made).rejects.toThrow(
      'pip cannot install what is needed: No matching distribution found for one==1 ([Errno 111] Connection refused). ' +
        'It needs its package index once',
    );
    await expect(makePythonEnvironment({ name: 'pair', requirements })).rejects.toThrow('pip cannot install');
  });

  test.each(['pip', 'venv'])('a full disk is told as one, in %s', async (step) => {
    const full = 'echo "OSError: [Errno 28] No space left on device" >&2; exit 1';
    pythonWith(full);
    if (step === 'venv') onlyProgram('python3', `if [ "$2" = venv ]; then ${full}; else echo fit; fi`);
    const made = makePythonEnvironment({ name: 'pair', requirements });
    await expect(made).rejects.toThrow(/^the disk is full.*FRAMESCOPE_CACHE names another folder/s);
  });

  test.each([
    ['there is none', 'other', '', 'there is no Python'],
    ['it is too old', 'python3', 'echo is 3.8.10', 'python3: is 3.8.10'],
    ['Debian keeps venv apart', 'python3', 'echo has no module ensurepip', 'python3: has no module ensurepip'],
    ['it does not run', 'python3', 'echo broken >&2; exit 1', 'python3: broken'],
  ])('says what to install when %s', async (_case, program, script, message) => {
    onlyProgram(program, script);
    const made = makePythonEnvironment({ name: 'pair', requirements });
    await expect(made).rejects.toThrow(message);
    await expect(made).rejects.toThrow('apt install python3-venv');
  });
});
