import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** How a call of `framescope` ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A call of `framescope` that runs. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until it has said this. */
  said(text: string): Promise<void>;
  /** What it has said so far. */
  text(): string;
}

/** A fresh temporary folder in which `framescope` is called, as a user would. */
export class Workplace {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'framescope-cli-')));

  call(...args: readonly string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** A call that a test talks to while it runs. */
  start(...args: readonly string[]): Running {
    const child = spawn(process.execPath, [command, ...args], { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    });
    const said = async (text: string): Promise<void> => {
      const limit = performance.now() + 60_000;
      while (!(out + err).includes(text)) {
        if (performance.now() > limit || child.exitCode !== null) throw new Error(`never said '${text}', but:\n${out}${err}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    return { process: child, ended, said, text: () => out + err };
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
