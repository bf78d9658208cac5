import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { clearPythonEnvironments, listPythonEnvironments } from '../lab/installed-environments.js';
import { clearEngines, listEngines } from '../lib/backend/install/installed-engines.js';
import { cacheFolder, requireNoLink } from '../lib/cache-folder.js';
import { clearEntries, type ListedEntry, listEntries } from '../lib/data/cache/entry-folder.js';
import { type FramesKey, frameCacheLimit } from '../lib/data/cache/frame-cache.js';
import { bytesIn, type InstalledFolder } from '../lib/installed-folders.js';
import { type Command, UsageError } from './command.js';

/** `framescope cache list` and `framescope cache clear`: what is kept on disk for this user. */
export const cache: Command = {
  summary: 'Lists or clears what is kept on disk: decoded frames, engines, Python environments, compiled code',
  usage: `framescope cache list [--json]
framescope cache clear [frames|engines|python|code|all] [--dry-run]

list: decoded frames, latest used first, installed engines, Python environments and the compiler's
machine code, with their sizes.
clear: removes decoded frames (the default), engines, Python environments, code, or all. Frames are
decoded again when they are needed, framescope lab makes its environment again and a kernel its code;
an engine has to be installed again (framescope backend install).

      --json     one JSON document
      --dry-run  say what would be removed, and remove nothing

FRAMESCOPE_CACHE names the folder (default ~/.cache/framescope), FRAMESCOPE_CACHE_LIMIT how much
decoded frames may take (default '10 GB'): those not used for longest make room. '0' keeps none.`,
  async run(args: readonly string[]): Promise<number> {
    const { action, isJson, what, isDryRun } = readArguments(args);
    return action === 'list' ? list(isJson) : clear(what, isDryRun);
  },
};

const KINDS = ['frames', 'engines', 'python', 'code', 'all'] as const;

interface Arguments {
  readonly action: 'list' | 'clear';
  readonly isJson: boolean;
  readonly what: (typeof KINDS)[number];
  readonly isDryRun: boolean;
}

function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, 'dry-run': { type: 'boolean', default: false } },
  });
  const [action, what, ...rest] = positionals;
  const kind = KINDS.find((known) => known === (what ?? 'frames'));
  const isList = action === 'list' && what === undefined && !values['dry-run'];
  const isClear = action === 'clear' && kind !== undefined && rest.length === 0 && !values.json;
  if (!isList && !isClear) throw new UsageError(`framescope cache does not know '${args.join(' ')}'`);
  return { action: isList ? 'list' : 'clear', isJson: values.json, what: kind ?? 'frames', isDryRun: values['dry-run'] };
}

async function list(isJson: boolean): Promise<number> {
  const frames = (await listEntries(cacheFolder('frames'))).map(describe);
  const engines = await listEngines();
  const python = await listPythonEnvironments();
  const code = await bytesIn(cacheFolder('code'));
  const limit = frameCacheLimit();
  if (isJson) {
    const document = {
      frames: { folder: cacheFolder('frames'), limit, bytes: total(frames), entries: frames },
      engines: { folder: cacheFolder('engines'), bytes: total(engines), entries: engines },
      python: { folder: cacheFolder('python'), bytes: total(python), entries: python },
      code: { folder: cacheFolder('code'), bytes: code },
    };
    process.stdout.write(`${JSON.stringify(document)}\n`);
    return 0;
  }
  const lines = [
    `decoded frames: ${frames.length}, ${readable(total(frames))} of ${readable(limit)}, in ${cacheFolder('frames')}`,
    ...frames.map(
      (entry) => `  ${readable(entry.bytes).padStart(9)}  ${entry.lastUsed.slice(0, 16).replace('T', ' ')}  ${named(entry)}`,
    ),
    ...installedLines('engines', engines, cacheFolder('engines')),
    ...installedLines('Python environments', python, cacheFolder('python')),
    `compiled code: ${readable(code)}, in ${cacheFolder('code')}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

async function clear(what: Arguments['what'], isDryRun: boolean): Promise<number> {
  const verb = isDryRun ? 'would remove' : 'removed';
  if (what === 'frames' || what === 'all') {
    const entries = await clearEntries(cacheFolder('frames'), { isDryRun });
    process.stdout.write(`${verb} decoded frames: ${entries.length}, ${readable(total(entries))}\n`);
  }
  if (what === 'engines' || what === 'all') tellRemoved(verb, 'engines', await clearEngines({ isDryRun }));
  if (what === 'python' || what === 'all') tellRemoved(verb, 'Python environments', await clearPythonEnvironments({ isDryRun }));
  if (what === 'code' || what === 'all') process.stdout.write(`${verb} compiled code: ${readable(await clearCode(isDryRun))}\n`);
  return 0;
}

/** Kernels keep the machine code of their compiler. Gives its bytes. */
async function clearCode(isDryRun: boolean): Promise<number> {
  const folder = cacheFolder('code');
  await requireNoLink(folder);
  const bytes = await bytesIn(folder);
  if (!isDryRun) await rm(folder, { recursive: true, force: true });
  return bytes;
}

function installedLines(what: string, installed: readonly InstalledFolder[], folder: string): string[] {
  const lines = installed.map(({ bytes, name }) => `  ${readable(bytes).padStart(9)}  ${name}`);
  return [`${what}: ${installed.length}, ${readable(total(installed))}, in ${folder}`, ...lines];
}

function tellRemoved(verb: string, what: string, installed: readonly InstalledFolder[]): void {
  process.stdout.write(`${verb} ${what}: ${installed.length}, ${readable(total(installed))}\n`);
  for (const { name } of installed) process.stdout.write(`  ${name}\n`);
}

/** A listed entry as plain data. */
interface DescribedFrames {
  readonly path: string;
  readonly bytes: number;
  /** UTC, ISO 8601. */
  readonly lastUsed: string;
  /** Path of the video; absent where the entry is damaged. */
  readonly source?: string;
  readonly settings?: FramesKey['settings'];
}

function describe({ path, bytes, lastUsed, header }: ListedEntry): DescribedFrames {
  const key = header?.key as FramesKey | undefined;
  return { path, bytes, lastUsed: lastUsed.toISOString(), source: key?.source.path, settings: key?.settings };
}

function named({ source, settings }: DescribedFrames): string {
  if (!source || !settings) return 'damaged';
  return `${source} (${settings.size}×${settings.size}, ${settings.color})`;
}

function total(entries: readonly { readonly bytes: number }[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** '13.1 MB': decimal units, as `FRAMESCOPE_CACHE_LIMIT` takes them. */
function readable(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toFixed(1))} ${units[power]}`;
}
