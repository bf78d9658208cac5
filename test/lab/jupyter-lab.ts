import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { installSpec } from '../../src/kernel/spec/kernel-spec.js';
import { type JupyterServer, startJupyterServer } from '../../src/lab/jupyter-server.js';
import { makeLabEnvironment } from '../../src/lab/lab-environment.js';
import { cacheFolder } from '../../src/lib/cache-folder.js';
import { chromiumProblem, launchChromium } from '../chromium.js';
import { pythonProblem } from '../python.js';
import { LabNotebook } from './lab-notebook.js';

/** Why JupyterLab cannot be tried here, for a title; undefined where it can. */
export const labProblem: string | undefined =
  pythonProblem ?? chromiumProblem ?? (existsSync('dist/cli/main.js') ? undefined : ' (skipped: dist is not built)');

/** One JupyterLab with the framescope kernel in a temporary folder, and one Chromium, for all tests of a `describe`. */
export class JupyterLab {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'framescope-lab-')));
  /** What notebooks see as their folder. */
  readonly course: string = join(this.folder, 'course');
  /** What Jupyter logged. */
  log = '';
  #server: JupyterServer | undefined;
  #browser: Browser | undefined;
  #pages: BrowserContext | undefined;

  async start(): Promise<void> {
    const { python } = await makeLabEnvironment();
    mkdirSync(this.course);
    mkdirSync(join(this.folder, 'cache'));
    if (existsSync(cacheFolder('engines')))
      symlinkSync(cacheFolder('engines'), join(this.folder, 'cache', 'engines'), 'junction');
    await installSpec(join(this.folder, 'jupyter', 'kernels'), 'framescope');
    const [browser, server] = await Promise.all([
      launchChromium(),
      startJupyterServer({
        python,
        folder: this.course,
        port: await anyPort(),
        args: ['--LabApp.expose_app_in_browser=True'],
        env: {
          JUPYTER_PATH: join(this.folder, 'jupyter'),
          JUPYTER_CONFIG_DIR: join(this.folder, 'config'),
          JUPYTER_DATA_DIR: join(this.folder, 'data'),
          JUPYTER_RUNTIME_DIR: join(this.folder, 'runtime'),
          FRAMESCOPE_CACHE: join(this.folder, 'cache'),
        },
        onLog: (text) => {
          this.log += text;
        },
      }),
    ]);
    this.#browser = browser;
    this.#pages = await browser.newContext({ viewport: { width: 1280, height: 900 } }); // one: they share what was fetched
    this.#server = server;
  }

  /** Writes a notebook of code cells and opens it, with a kernel that is ready, in a page of its own. */
  async notebook(
    cells: readonly string[],
    name: string = `n${Math.random().toString(36).slice(2, 8)}.ipynb`,
  ): Promise<LabNotebook> {
    const file = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: 'framescope', display_name: 'TypeScript (framescope)', language: 'typescript' } },
      cells: cells.map((source, i) => ({
        cell_type: 'code',
        id: `cell-${i}`,
        source,
        metadata: {},
        outputs: [],
        execution_count: null,
      })),
    };
    this.write(name, JSON.stringify(file));
    return this.open(name);
  }

  /** What pages that are opened from now on do without: extensions of JupyterLab. */
  disableExtensions(...names: readonly string[]): void {
    const disabledExtensions = Object.fromEntries(names.map((name) => [name, true]));
    mkdirSync(join(this.folder, 'config', 'labconfig'), { recursive: true });
    writeFileSync(join(this.folder, 'config', 'labconfig', 'page_config.json'), JSON.stringify({ disabledExtensions }));
  }

  /** Runs a Python module of JupyterLab's environment in `course`. */
  async python(...args: readonly string[]): Promise<void> {
    const { python } = await makeLabEnvironment();
    await promisify(execFile)(python, ['-m', ...args], {
      cwd: this.course,
      env: { ...process.env, JUPYTER_CONFIG_DIR: join(this.folder, 'config'), JUPYTER_DATA_DIR: join(this.folder, 'data') },
    });
  }

  /** Opens a notebook that lies in `course`. */
  async open(name: string): Promise<LabNotebook> {
    return LabNotebook.open(await this.page(), this.address(`/lab/tree/${name}`));
  }

  /** An empty page of the browser. */
  async page(): Promise<Page> {
    if (!this.#pages) throw new Error('JupyterLab is used within tests only');
    return this.#pages.newPage();
  }

  /** Where a browser finds something of this server. Each page is a workspace of its own, so that none restores another's. */
  address(path: string): string {
    const workspace = `/lab/workspaces/${Math.random().toString(36).slice(2)}`;
    return `http://127.0.0.1:${this.#server?.port}${path.replace(/^\/lab/, workspace)}?token=${this.#server?.token}`;
  }

  /** Writes a file that notebooks see. */
  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.course, path)), { recursive: true });
    writeFileSync(join(this.course, path), content);
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.#server?.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A port that nobody listens on, nor is likely to soon. */
async function anyPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A JupyterLab for the tests of a `describe`, from before its first to after its last. */
export function useJupyterLab(): JupyterLab {
  const lab = new JupyterLab();
  beforeAll(() => lab.start(), 300_000);
  afterAll(() => lab.close(), 60_000);
  return lab;
}
