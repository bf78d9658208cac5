import { cpus, freemem, release, totalmem } from 'node:os';
import { startEngine } from '../backend/engine.js';
import { showValuesOf, tableBundle } from '../display.js';
import { ownVersion } from '../own-version.js';
import { decoderVersion } from '../video/decoder-version.js';

/** What {@link env} tells, as plain data. Memory is in bytes. */
export interface EnvironmentData {
  /** Version of framescope. */
  readonly framescope: string;
  /** Version of Node. */
  readonly node: string;
  /** Version of the TypeScript that compiles the cells; undefined outside a framescope notebook. */
  readonly typescript?: string;
  /** What computes, and its version. */
  readonly engine: { readonly name: 'native' | 'wasm' | 'cpu'; readonly version: string };
  /** Version of ffmpeg; undefined where there is none. */
  readonly ffmpeg?: string;
  readonly platform: { readonly name: string; readonly release: string; readonly architecture: string };
  readonly cpu: { readonly model: string; readonly cores: number };
  readonly memory: { readonly total: number; readonly free: number; readonly process: number };
}

/** Programs and machine behind a result; shows itself as a table. It names no path, user or host, so that it can be published. */
export class Environment {
  readonly data: EnvironmentData;

  constructor(data: EnvironmentData) {
    this.data = data;
  }

  /** The plain data, which `JSON.stringify` writes. */
  toJSON(): EnvironmentData {
    return this.data;
  }

  /** One line for a reader. */
  toString(): string {
    const { framescope, node, engine, platform } = this.data;
    return `framescope ${framescope}, Node ${node}, ${engine.name} ${engine.version}, ${platform.name} ${platform.architecture}`;
  }
}

showValuesOf(Environment, { text: (value) => String(table(value)['text/plain']), bundle: table });

/** The kernel publishes itself under this registered symbol; elsewhere there is none. */
const KERNEL = Symbol.for('framescope.kernel');

/** Tells what a result was computed with: `await env()`. Starts the engine, where it has not computed yet. */
export async function env(): Promise<Environment> {
  const { active, version } = await startEngine();
  const host = (globalThis as { [KERNEL]?: { readonly typescript?: string } })[KERNEL];
  const processors = cpus();
  return new Environment({
    framescope: ownVersion(),
    node: process.versions.node,
    typescript: host?.typescript,
    engine: { name: active, version },
    ffmpeg: await ffmpegVersion(),
    platform: { name: process.platform, release: release(), architecture: process.arch },
    cpu: { model: processors[0]?.model.trim() ?? 'unknown', cores: processors.length },
    memory: { total: totalmem(), free: freemem(), process: process.memoryUsage.rss() },
  });
}

function table({ data }: Environment): Record<string, unknown> {
  const { framescope, node, typescript, engine, ffmpeg, platform, cpu, memory } = data;
  const facts: Record<string, string> = {
    framescope,
    Node: node,
    TypeScript: typescript ?? 'not in a framescope notebook',
    engine: `${engine.name} ${engine.version}`,
    ffmpeg: ffmpeg ?? 'none',
    platform: `${platform.name} ${platform.release} ${platform.architecture}`,
    CPU: `${cpu.model}, ${cpu.cores} cores`,
    memory: `${gigabytes(memory.total)}, ${gigabytes(memory.free)} free, ${gigabytes(memory.process)} in use here`,
  };
  return tableBundle(
    'Environment',
    Object.entries(facts).map(([what, value]) => ({ what, value })),
  );
}

async function ffmpegVersion(): Promise<string | undefined> {
  try {
    const [, version] = /^ffmpeg ([^,]+)/.exec(await decoderVersion()) ?? [];
    return version;
  } catch {
    return undefined; // none installed, or one that does not start
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
