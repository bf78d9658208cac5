import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { userKernelFolder } from '../../src/kernel/spec/folders.js';

const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let prefix: string;
let kernels: string;
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), 'framescope-spec-'));
  kernels = join(prefix, 'share', 'jupyter', 'kernels');
});
afterEach(() => rmSync(prefix, { recursive: true, force: true }));

function framescope(args: string[], env: NodeJS.ProcessEnv = {}): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'kernel', ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, out: stdout, err: stderr };
}

function spec(name: string): { argv: string[]; display_name: string; language: string; interrupt_mode: string } {
  return JSON.parse(readFileSync(join(kernels, name, 'kernel.json'), 'utf8'));
}

describe('framescope kernel', () => {
  test('install writes a kernelspec with logos, whose command is there, and says where', () => {
    const { status, out } = framescope(['install', '--prefix', prefix]);
    expect(status).toBe(0);
    expect(out).toContain(join(kernels, 'framescope'));
    expect(readdirSync(kernels)).toEqual(['framescope']);
    expect(readdirSync(join(kernels, 'framescope')).sort()).toEqual([
      'kernel.json',
      'logo-32x32.png',
      'logo-64x64.png',
      'logo-svg.svg',
      'start.mjs',
    ]);
    const { argv, ...rest } = spec('framescope');
    const launcher = join(kernels, 'framescope', 'start.mjs');
    expect([argv[0], argv[2]]).toEqual([process.execPath, launcher]);
    expect(readFileSync(launcher, 'utf8')).toContain(JSON.stringify(COMMAND));
    expect(argv).toContain('{connection_file}');
    expect(rest).toMatchObject({
      display_name: 'TypeScript (framescope)',
      language: 'typescript',
      interrupt_mode: 'message',
      metadata: { debugger: false },
    });
  });

  test('install replaces what stood there, under any name; list and uninstall find it', () => {
    mkdirSync(join(kernels, 'mine'), { recursive: true });
    writeFileSync(join(kernels, 'mine', 'old.txt'), '');
    expect(framescope(['install', '--prefix', prefix, '--name', 'mine']).status).toBe(0);
    expect(existsSync(join(kernels, 'mine', 'old.txt'))).toBe(false);
    expect(framescope(['list', '--prefix', prefix]).out).toMatch(/^mine {2}TypeScript \(mine\) {2}\d/);
    expect(framescope(['uninstall', '--prefix', prefix, '--name', 'mine']).status).toBe(0);
    expect(readdirSync(kernels)).toEqual([]);
  });

  test('list says which kernelspec does not start any more', () => {
    framescope(['install', '--prefix', prefix]);
    const file = join(kernels, 'framescope', 'start.mjs');
    writeFileSync(file, readFileSync(file, 'utf8').replace('main.js', 'gone.js'));
    expect(framescope(['list', '--prefix', prefix]).out).toContain('does not start');
    expect(JSON.parse(framescope(['list', '--prefix', prefix, '--json']).out)).toMatchObject([{ isBroken: true }]);
  });

  test('a kernelspec starts its installation, and says so where that has moved', () => {
    framescope(['install', '--prefix', prefix]);
    const [node, ...args] = spec('framescope').argv.map((part) => part.replace('{connection_file}', '/nowhere/c.json'));
    const started = spawnSync(node, args, { encoding: 'utf8' });
    expect([started.status, started.stderr]).toEqual([1, expect.stringMatching(/^ConnectionFileError: .*\/nowhere\/c\.json/)]);
    const launcher = join(kernels, 'framescope', 'start.mjs');
    writeFileSync(launcher, readFileSync(launcher, 'utf8').replace('main.js', 'gone.js'));
    const { status, stderr } = spawnSync(node, args, { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/has moved; it was .*gone\.js\. Run framescope kernel install once, where it is now\.\n$/);
  });

  test('uninstall leaves the kernels of others alone', () => {
    mkdirSync(join(kernels, 'python3'), { recursive: true });
    writeFileSync(join(kernels, 'python3', 'kernel.json'), '{"argv":["python"]}');
    const { status, err } = framescope(['uninstall', '--prefix', prefix, '--name', 'python3']);
    expect(status).toBe(1);
    expect(err).toContain("no framescope kernel 'python3'");
    expect(existsSync(join(kernels, 'python3'))).toBe(true);
  });

  test('--user means the folder that Jupyter reads, --sys-prefix the active environment', () => {
    expect(framescope(['install', '--user'], { JUPYTER_DATA_DIR: join(prefix, 'data') }).status).toBe(0);
    expect(readdirSync(join(prefix, 'data', 'kernels'))).toEqual(['framescope']);
    expect(framescope(['install', '--sys-prefix'], { VIRTUAL_ENV: prefix }).status).toBe(0);
    expect(readdirSync(kernels)).toEqual(['framescope']);
    expect(userKernelFolder({ XDG_DATA_HOME: '/x' }, 'linux')).toBe(join('/x', 'jupyter', 'kernels'));
    expect(userKernelFolder({}, 'darwin')).toMatch(/Library[/\\]Jupyter[/\\]kernels$/);
  });

  test.each([
    [[], 2, 'framescope kernel what?'],
    [['fly'], 2, "does not know 'fly'"],
    [['install', '--user', '--sys-prefix'], 2, 'Give one of'],
    [['install', '--prefix', '/nowhere', '--name', 'a b'], 1, "Received: 'a b'"],
    [['install', '--prefix', COMMAND], 1, 'cannot be written to'],
    [['start'], 2, 'takes one connection file'],
    [['start', '/nowhere/c.json'], 1, 'ConnectionFileError: The connection file cannot be read'],
  ])('%j is refused', (args, code, why) => {
    const { status, err } = framescope(args);
    expect(status).toBe(code);
    expect(err).toContain(why);
  });

  test('start says that the kernelspec was written by another version', () => {
    const { err } = framescope(['start', '/nowhere/c.json', '--spec-version', '0.0.1']);
    expect(err).toContain('was written by framescope 0.0.1');
  });
});
