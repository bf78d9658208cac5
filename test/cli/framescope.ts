import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ProgramEnd, type RunningProgram, startProgram } from '../running-program.js';

const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A call of `framescope` that runs. */
export interface Running extends RunningProgram {
  /** Waits until it has said this. */
  said(text: string): Promise<void>;
}

/** A fresh temporary folder in which `framescope` is called, as a user would. */
export class Workplace {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'framescope-cli-')));

  call(...args: readonly string[]): Promise<ProgramEnd> {
    return this.start(...args).ended;
  }

  /** A call that a test talks to while it runs. */
  start(...args: readonly string[]): Running {
    const running = startProgram(process.execPath, [command, ...args], { cwd: this.folder });
    const said = async (text: string): Promise<void> => {
      const limit = performance.now() + 60_000;
      while (!running.text().includes(text)) {
        const isOver = performance.now() > limit || running.process.exitCode !== null;
        if (isOver) throw new Error(`never said '${text}', but:\n${running.text()}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    return { ...running, said };
  }

  /** Writes a notebook of code cells, given as source or as source with tags. */
  notebook(name: string, cells: readonly (string | { source: string; tags?: string[]; timeout?: number })[]): string {
    const file = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: 'framescope', display_name: 'framescope', language: 'typescript' } },
      cells: cells.map((cell, i) => {
        const { source, ...metadata } = typeof cell === 'string' ? { source: cell } : cell;
        return { cell_type: 'code', id: `cell-${i}`, source, metadata, outputs: [], execution_count: null };
      }),
    };
    writeFileSync(join(this.folder, name), JSON.stringify(file));
    return name;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
