import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { activeEnvironment } from '../../src/lab/active-environment.js';
import { copyCourse } from '../../src/lab/course.js';
import { makeLabEnvironment } from '../../src/lab/lab-environment.js';
import { type Running, Workplace } from '../cli/framescope.js';
import { isAlive, until } from '../kernel/notebook.js';
import { pythonProblem } from '../python.js';

const before = { ...process.env };
let place: Workplace;

beforeEach(() => {
  place = new Workplace();
  process.env.FRAMESCOPE_CACHE = join(place.folder, 'cache');
});
afterEach(() => {
  process.env = { ...before };
  place.close();
});

/** An active environment in the test's folder, whose Python is this program. */
function activate(script: string): string {
  const prefix = join(place.folder, 'active');
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  writeFileSync(join(prefix, 'bin', 'python'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(prefix, 'bin', 'python'), 0o755);
  process.env.VIRTUAL_ENV = prefix;
  return prefix;
}

/** What Python says of the packages of an environment. */
function has(jupyterlab: string | null, anywidget: string | null): string {
  return `echo '${JSON.stringify({ jupyterlab, anywidget })}'`;
}

describe('the course', () => {
  test('is copied with its pictures; what is there stays as it is', async () => {
    const folder = join(place.folder, 'course');
    const first = await copyCourse(folder);
    expect(first.chapters[0]).toBe('01-counting-jumps.ipynb');
    expect(first.kept).toBe(0);
    expect(existsSync(join(folder, 'figures', 'speed-counter.svg'))).toBe(true);
    writeFileSync(join(folder, first.chapters[0]), 'my answers');
    rmSync(join(folder, 'figures', 'speed-counter.svg'));
    expect(await copyCourse(folder)).toEqual({ chapters: first.chapters, copied: 1, kept: first.copied - 1 });
    expect(readFileSync(join(folder, first.chapters[0]), 'utf8')).toBe('my answers');
  });

  test('cannot be copied where a file stands in its way', async () => {
    writeFileSync(join(place.folder, 'course'), '');
    await expect(copyCourse(join(place.folder, 'course'))).rejects.toThrow('a part of the path is a file');
  });
});

describe.skipIf(process.platform === 'win32')('the active environment', () => {
  test.each([
    ['4.2.0', '0.9.0', undefined],
    [null, '0.11.0', 'it has no JupyterLab'],
    ['3.6.8', '0.11.0', 'its JupyterLab is 3.6.8, not 4 or later'],
    ['4.4.0', null, 'it has no anywidget'],
  ])('with JupyterLab %s and anywidget %s', async (jupyterlab, anywidget, problem) => {
    const prefix = activate(has(jupyterlab, anywidget));
    expect(await activeEnvironment()).toEqual({ prefix, python: join(prefix, 'bin', 'python'), problem });
  });

  test('is none where nothing is activated, or what was is gone; a broken one says so', async () => {
    expect(await activeEnvironment({})).toBeUndefined();
    expect(await activeEnvironment({ CONDA_PREFIX: join(place.folder, 'gone') })).toBeUndefined();
    activate('exit 1');
    expect(await activeEnvironment()).toMatchObject({ problem: 'its Python does not run' });
  });
});

describe.skipIf(process.platform === 'win32' || pythonProblem)(`framescope lab${pythonProblem ?? ''}`, () => {
  let python: string;
  beforeAll(async () => {
    python = (await makeLabEnvironment()).python;
  }, 300_000);

  test('opens the course with the kernel in the active environment, and ends with all of it on Ctrl-C', async () => {
    const prefix = activate(`exec "${python}" "$@"`);
    process.env.JUPYTER_PATH = join(prefix, 'share', 'jupyter');
    process.env.BROWSER = join(place.folder, 'browser');
    writeFileSync(process.env.BROWSER, `#!/bin/sh\necho "$1" > "${join(place.folder, 'opened')}"\n`, { mode: 0o755 });
    const call = place.start('lab');
    await call.said('JupyterLab is ready');
    await call.said('Ctrl-C ends it');
    const { url, token, kernels } = await connected(call);
    expect(url.pathname).toBe('/lab/tree/01-counting-jumps.ipynb');
    expect(url.hostname).toBe('127.0.0.1');
    expect(kernels).toContain('framescope');
    expect((await fetch(new URL('/api/contents', url))).status).toBe(403);

    const session = await fetch(new URL('/api/kernels', url), {
      method: 'POST',
      headers: { authorization: `token ${token}` },
      body: JSON.stringify({ name: 'framescope' }),
    });
    expect(session.status).toBe(201);
    const pids = descendants(call.process.pid ?? 0);
    expect(pids.length).toBeGreaterThanOrEqual(2);
    call.process.kill('SIGINT');
    const { code, err } = await call.ended;
    expect(code).toBe(0);
    expect(err).toContain(`The kernel 'TypeScript (framescope)' is registered in ${prefix}`);
    expect(err).toMatch(/The course was copied to \S+framescope-course: \d+ files\n/);
    expect(readFileSync(join(place.folder, 'opened'), 'utf8')).toMatch(/^(file|http):/);
    await until(() => pids.every((pid) => !isAlive(pid)), 30_000);
  });

  test('leaves no JupyterLab behind when it is killed', async () => {
    activate(`exec "${python}" "$@"`);
    const call = place.start('lab', '--no-browser', place.folder);
    await call.said('JupyterLab is ready');
    expect((await connected(call)).url.pathname).toBe('/lab');
    const pids = descendants(call.process.pid ?? 0);
    call.process.kill('SIGKILL');
    await call.ended;
    await until(() => pids.every((pid) => !isAlive(pid)), 30_000);
  });

  test('says what JupyterLab says when that does not start', async () => {
    activate(`case "$*" in *serve.py*) echo "ImportError: no jupyter_server" >&2; exit 1;; *) ${has('4.2.0', '0.9.0')};; esac`);
    const { code, err } = await place.call('lab', '--no-browser', '.');
    expect(code).toBe(1);
    expect(err).toMatch(/JupyterLab does not start\. It says:\nImportError: no jupyter_server\n\(exit code 1\)/);
  });

  test('refuses a port that is taken before it makes or copies anything', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const { code, err } = await place.call('lab', '--port', String(port));
    listener.close();
    expect(code).toBe(1);
    expect(err).toBe(`port ${port} cannot be used: another program listens there. Without --port a free one is taken.\n`);
    expect(readdirSync(place.folder)).toEqual([]);
  });

  test.each([
    [['a', 'b'], 2, 'takes one folder at most'],
    [['--port', 'http'], 2, "--port must be a whole number of at least 1, not 'http'"],
    [['--port', '70000'], 2, '--port must be at most 65535'],
    [['nowhere'], 1, 'there is no such folder. Received: "nowhere"'],
    [['a.ipynb'], 1, 'this is a file'],
  ])('%j is refused', async (args, code, why) => {
    writeFileSync(join(place.folder, 'a.ipynb'), '');
    const ended = await place.call('lab', ...args);
    expect(ended.err).toContain(why);
    expect(ended.code).toBe(code);
  });
});

/** The server that a running call has announced. */
async function connected(call: Running): Promise<{ url: URL; token: string; kernels: string[] }> {
  const url = new URL(/http\S+/.exec(call.text())?.[0] ?? '');
  const token = url.searchParams.get('token') ?? '';
  const answer = await fetch(new URL('/api/kernelspecs', url), { headers: { authorization: `token ${token}` } });
  const { kernelspecs } = (await answer.json()) as { kernelspecs: object };
  return { url, token, kernels: Object.keys(kernelspecs) };
}

/** All processes below one. */
function descendants(parent: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'ppid=,pid='], { encoding: 'utf8' }).trim().split('\n');
  const children = lines.map((line) => line.trim().split(/\s+/).map(Number)).filter(([ppid]) => ppid === parent);
  return children.flatMap(([, pid]) => [pid, ...descendants(pid)]);
}
