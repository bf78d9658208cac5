import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** The part of JupyterLab's application that tests look at; see `expose_app_in_browser`. */
interface LabApp {
  readonly restored: Promise<void>;
  readonly commands: { execute(command: string, args?: object): Promise<unknown> };
  readonly shell: {
    readonly currentWidget: {
      readonly sessionContext: {
        shutdown(): Promise<void>;
        changeKernel(options: { name: string }): Promise<unknown>;
        readonly session?: { readonly kernel?: LabKernel };
      };
      readonly content: {
        activeCellIndex: number;
        readonly widgets: readonly { readonly model: { toJSON(): { outputs: object[]; execution_count: number | null } } }[];
        scrollToItem(index: number, align?: string): Promise<void>;
      };
    } | null;
  };
}

/** A kernel as JupyterLab reaches it. */
interface LabKernel {
  readonly status: string;
  readonly info: Promise<unknown>;
  requestExecute(content: { code: string; store_history: boolean }): {
    onIOPub: (message: { header: { msg_type: string }; content: Record<string, unknown> }) => void;
    readonly done: Promise<unknown>;
  };
  requestCommInfo(content: { target_name?: string }): Promise<{ content: { comms: Record<string, object> } }>;
}

/** How long a cell may take, in milliseconds. */
const PATIENCE = 60_000;

/** A notebook that is open in JupyterLab, driven as a user does it. */
export class LabNotebook {
  readonly page: Page;
  /** Console errors, uncaught errors, and requests beyond this machine so far. */
  readonly faults: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`${message.text()} (${message.location().url})`);
    });
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (/^(http|ws)s?:$/.test(protocol) && hostname !== '127.0.0.1') this.faults.push(`request: ${request.url()}`);
    });
    page.on('pageerror', (error) => this.faults.push(String(error)));
  }

  static async open(page: Page, address: string): Promise<LabNotebook> {
    const notebook = new LabNotebook(page);
    await page.goto(address);
    await notebook.#isReady();
    return notebook;
  }

  /** Loads the page anew, as the user's F5 does. The kernel goes on. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#isReady();
  }

  /** Runs a cell with Shift+Enter and waits until it has ended. */
  async run(index: number, { timeout = PATIENCE }: { readonly timeout?: number } = {}): Promise<void> {
    await this.start(index);
    await this.ended(index, timeout);
  }

  /** Runs a cell with Shift+Enter and waits until the kernel has taken it. */
  async start(index: number): Promise<void> {
    const before = await this.count(index);
    await this.select(index);
    await this.page.keyboard.press('Shift+Enter');
    await this.page.waitForFunction(
      ([at, count]) => {
        const prompt = (
          document.querySelectorAll('.jp-Notebook .jp-Cell')[at as number] as HTMLElement | undefined
        )?.querySelector('.jp-InputPrompt')?.textContent;
        return prompt !== undefined && prompt !== `[${count ?? ' '}]:`;
      },
      [index, before] as const,
    );
  }

  /** Waits until a cell that was started has ended. */
  async ended(index: number, timeout: number = PATIENCE): Promise<void> {
    await this.page.waitForFunction(
      (at) => {
        const app = (window as unknown as { jupyterapp: LabApp }).jupyterapp;
        const { sessionContext } = app.shell.currentWidget ?? {};
        const prompt = document.querySelectorAll('.jp-Notebook .jp-Cell')[at]?.querySelector('.jp-InputPrompt')?.textContent;
        return /^\[\d+\]:$/.test(prompt ?? '') && sessionContext?.session?.kernel?.status === 'idle';
      },
      index,
      { timeout },
    );
  }

  /** Makes a cell the active one, in command mode, and brings it into view. */
  async select(index: number): Promise<void> {
    await this.page.evaluate(async (at) => {
      const content = (window as unknown as { jupyterapp: LabApp }).jupyterapp.shell.currentWidget?.content;
      if (!content) throw new Error('no notebook is open');
      content.activeCellIndex = at;
      await content.scrollToItem(at);
    }, index);
    await this.command('notebook:enter-command-mode');
  }

  /** Puts the cursor into a cell's code. */
  async edit(index: number): Promise<void> {
    await this.select(index);
    await this.page.keyboard.press('Enter');
  }

  /** Presses Tab at the cursor, until JupyterLab shows its completions. It listens only a while after a cell became active. */
  async complete(): Promise<Locator> {
    const popup = this.page.locator('.jp-Completer:not(.lm-mod-hidden)');
    for (let tries = 0; tries < 5; tries++) {
      await this.page.keyboard.press('Tab');
      const isShown = await popup.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (isShown) return popup;
    }
    throw new Error('no completions were shown');
  }

  /** Presses a button of the notebook's toolbar: 'interrupt', 'restart'. */
  async toolbar(name: string): Promise<void> {
    await this.page
      .locator(`.jp-NotebookPanel:not(.lm-mod-hidden) [data-jp-item-name="${name}"] >> css=jp-button, button`)
      .first()
      .click();
  }

  /** Waits until the kernel stands and does nothing. */
  async idle(timeout: number = PATIENCE): Promise<void> {
    await this.page.waitForFunction(
      () => {
        const { currentWidget } = (window as unknown as { jupyterapp: LabApp }).jupyterapp.shell;
        return currentWidget?.sessionContext?.session?.kernel?.status === 'idle';
      },
      undefined,
      { timeout },
    );
  }

  /** Calls a command of JupyterLab, such as `kernelmenu:interrupt`. */
  async command(name: string, args: object = {}): Promise<void> {
    await this.page.evaluate(
      ([command, given]) =>
        (window as unknown as { jupyterapp: LabApp }).jupyterapp.commands.execute(command as string, given as object),
      [name, args] as const,
    );
  }

  /** A cell as the page shows it. */
  cell(index: number): Locator {
    return this.page.locator('.jp-Notebook .jp-Cell').nth(index);
  }

  /** The output area of a cell as the page shows it. */
  output(index: number): Locator {
    return this.cell(index).locator('.jp-OutputArea').first();
  }

  /** What a cell's outputs say to a reader, a line break between two. */
  async text(index: number): Promise<string> {
    return (await this.cell(index).locator('.jp-OutputArea-output').allInnerTexts()).join('\n').trim();
  }

  /** The outputs of a cell as they will be saved. */
  async outputs(index: number): Promise<Record<string, unknown>[]> {
    const { outputs } = await this.#saved(index);
    return outputs as Record<string, unknown>[];
  }

  /** How many cells had run when this one ran; null before. */
  async count(index: number): Promise<number | null> {
    return (await this.#saved(index)).execution_count;
  }

  /** What the kernel says it does: 'idle', 'busy', 'restarting', … */
  async status(): Promise<string> {
    return this.page.evaluate(
      () =>
        (window as unknown as { jupyterapp: LabApp }).jupyterapp.shell.currentWidget?.sessionContext.session?.kernel?.status ??
        'none',
    );
  }

  /** Runs code beside all cells and gives the JSON that it prints. */
  async ask<Answer>(code: string): Promise<Answer> {
    const printed = await this.page.evaluate(async (source) => {
      const { currentWidget } = (window as unknown as { jupyterapp: LabApp }).jupyterapp.shell;
      const future = currentWidget?.sessionContext.session?.kernel?.requestExecute({ code: source, store_history: false });
      let text = '';
      if (!future) throw new Error('there is no kernel');
      future.onIOPub = ({ header, content }) => {
        if (header.msg_type === 'stream') text += String(content.text);
        if (header.msg_type === 'error') text += JSON.stringify(content);
      };
      await future.done;
      return text;
    }, code);
    return JSON.parse(printed) as Answer;
  }

  /** How many models of widgets are open. */
  async openModels(): Promise<number> {
    return this.page.evaluate(async () => {
      const { currentWidget } = (window as unknown as { jupyterapp: LabApp }).jupyterapp.shell;
      const info = await currentWidget?.sessionContext.session?.kernel?.requestCommInfo({ target_name: 'jupyter.widget' });
      return Object.keys(info?.content.comms ?? {}).length;
    });
  }

  /** Keeps what the page shows, for a person to look at, in the folder that FRAMESCOPE_SHOTS names; else does nothing. */
  async screenshot(name: string): Promise<void> {
    const shots = process.env.FRAMESCOPE_SHOTS;
    if (!shots) return;
    mkdirSync(shots, { recursive: true });
    await this.page.screenshot({ path: join(shots, `${name}.png`) });
  }

  /** Ends the kernel, as the menu does; the notebook stays open. */
  async shutDown(): Promise<void> {
    await this.page.evaluate(() =>
      (window as unknown as { jupyterapp: LabApp }).jupyterapp.shell.currentWidget?.sessionContext.shutdown(),
    );
  }

  /** Starts a kernel for a notebook that has none. */
  async startKernel(): Promise<void> {
    await this.page.evaluate(() => {
      const { currentWidget } = (window as unknown as { jupyterapp: LabApp }).jupyterapp.shell;
      return currentWidget?.sessionContext.changeKernel({ name: 'framescope' });
    });
    await this.idle();
  }

  /** Ends the kernel, closes the page, and fails on any fault that it had. */
  async close(): Promise<void> {
    await this.shutDown();
    await this.page.close();
    expect(this.faults).toEqual([]);
  }

  #saved(index: number): Promise<{ outputs: object[]; execution_count: number | null }> {
    return this.page.evaluate((at) => {
      const content = (window as unknown as { jupyterapp: LabApp }).jupyterapp.shell.currentWidget?.content;
      const { outputs, execution_count } = content?.widgets[at]?.model.toJSON() ?? { outputs: [], execution_count: null };
      return { outputs, execution_count };
    }, index);
  }

  /** Waits until JupyterLab stands, the notebook is open, and its kernel has said what it is. */
  async #isReady(): Promise<void> {
    await this.page.waitForFunction(() => (window as unknown as { jupyterapp?: LabApp }).jupyterapp !== undefined, undefined, {
      timeout: PATIENCE,
    });
    await this.page.evaluate(async () => {
      await (window as unknown as { jupyterapp: LabApp }).jupyterapp.restored;
    });
    await this.page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: PATIENCE });
    await this.idle();
  }
}
