import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '../lib/errors.js';
import { missingFileError } from '../lib/nearest-names.js';
import { writeAtomically } from '../lib/write-atomically.js';

/** A value in each of several formats, by MIME type; texts are whole strings, not lines, and JSON types are parsed. */
export type NotebookBundle = Record<string, unknown>;

/** A cell's or a notebook's own notes; anything may stand here. */
export type NotebookMetadata = Record<string, unknown>;

/** What a code cell gave, as nbformat 4.5 keeps it. */
export type Output =
  | { output_type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | { output_type: 'display_data'; data: NotebookBundle; metadata: NotebookMetadata }
  | { output_type: 'execute_result'; data: NotebookBundle; metadata: NotebookMetadata; execution_count: number | null }
  | { output_type: 'error'; ename: string; evalue: string; traceback: string[] };

/** A cell that is run. */
export interface CodeCell {
  cell_type: 'code';
  id?: string;
  source: string;
  metadata: NotebookMetadata;
  outputs: Output[];
  execution_count: number | null;
}

/** A cell that is read: Markdown, or raw text that no page shows. Pictures pasted into Markdown are attachments. */
export interface TextCell {
  cell_type: 'markdown' | 'raw';
  id?: string;
  source: string;
  metadata: NotebookMetadata;
  attachments?: Record<string, NotebookBundle>;
}

export type Cell = CodeCell | TextCell;

/** A notebook in memory: nbformat 4, with texts joined to whole strings. */
export interface Notebook {
  cells: Cell[];
  metadata: NotebookMetadata;
  nbformat: number;
  nbformat_minor: number;
}

/**
 * Reads a notebook; sources and texts that the file keeps as lists of lines become strings.
 *
 * @throws {NotFoundError} when there is no such file; names the three nearest names in its folder.
 * @throws {InvalidInputError} when the file is no JSON, no notebook, older than nbformat 4, or has no cells.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw new InvalidInputError(`${path} cannot be read`, { cause });
    throw await missingFileError(path, 'the notebook');
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError(`${path} is not JSON, so it is no notebook: ${(cause as Error).message}`, { cause });
  }
  return checkNotebook(parsed, path);
}

/**
 * Writes a notebook as Jupyter does: keys in order, one space of indent, texts as lists of lines, a newline at the end.
 *
 * @throws {InvalidInputError} when the file cannot be written.
 */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const file = { ...notebook, cells: notebook.cells.map(cellForFile) };
  try {
    await writeAtomically(path, `${JSON.stringify(sortKeys(file), undefined, 1)}\n`);
  } catch (cause) {
    throw new InvalidInputError(`${path} cannot be written: ${(cause as Error).message}`, { cause });
  }
}

/** Checks what was parsed from `path` (used in messages) and brings it into the form of `Notebook`. */
export function checkNotebook(parsed: unknown, path: string): Notebook {
  if (!isRecord(parsed) || typeof parsed.nbformat !== 'number') {
    throw new InvalidInputError(`${path} is JSON, but no notebook`, { accepted: 'an object with nbformat and cells' });
  }
  if (parsed.nbformat < 4) {
    throw new InvalidInputError(`${path} is a notebook of an old format`, {
      received: parsed.nbformat,
      accepted: 'nbformat 4',
      hint: `Convert it with: jupyter nbconvert --to notebook --nbformat 4 ${path}`,
    });
  }
  if (!Array.isArray(parsed.cells) || parsed.cells.length === 0) throw new InvalidInputError(`${path} has no cells`);
  return {
    cells: parsed.cells.map((cell, index) => cellFromFile(cell, `${path}, cell ${index + 1}`)),
    metadata: isRecord(parsed.metadata) ? parsed.metadata : {},
    nbformat: parsed.nbformat,
    nbformat_minor: typeof parsed.nbformat_minor === 'number' ? parsed.nbformat_minor : 0,
  };
}

function cellFromFile(cell: unknown, where: string): Cell {
  if (!isRecord(cell)) throw new InvalidInputError(`${where} is no object`, { received: cell });
  const metadata = isRecord(cell.metadata) ? cell.metadata : {};
  const own = { ...cell, source: joinLines(cell.source), metadata };
  if (cell.cell_type === 'code') {
    const outputs = Array.isArray(cell.outputs) ? cell.outputs.map((output) => outputFromFile(output, where)) : [];
    const count = typeof cell.execution_count === 'number' ? cell.execution_count : null;
    return { ...own, cell_type: 'code', outputs, execution_count: count };
  }
  if (cell.cell_type === 'markdown' || cell.cell_type === 'raw') {
    const { attachments } = cell;
    if (!isRecord(attachments)) return { ...own, cell_type: cell.cell_type, attachments: undefined };
    const bundles = Object.entries(attachments).map(([name, bundle]) => [name, joinBundle(bundle)]);
    return { ...own, cell_type: cell.cell_type, attachments: Object.fromEntries(bundles) };
  }
  throw new InvalidInputError(`${where} is of no known type`, { received: cell.cell_type, accepted: 'code, markdown, raw' });
}

function outputFromFile(output: unknown, where: string): Output {
  if (isRecord(output)) {
    const metadata = isRecord(output.metadata) ? output.metadata : {};
    if (output.output_type === 'stream')
      return { output_type: 'stream', name: output.name === 'stderr' ? 'stderr' : 'stdout', text: joinLines(output.text) };
    if (output.output_type === 'display_data') return { output_type: 'display_data', data: joinBundle(output.data), metadata };
    if (output.output_type === 'execute_result') {
      const count = typeof output.execution_count === 'number' ? output.execution_count : null;
      return { output_type: 'execute_result', data: joinBundle(output.data), metadata, execution_count: count };
    }
    if (output.output_type === 'error') {
      const traceback = Array.isArray(output.traceback) ? output.traceback.map(String) : [];
      return { output_type: 'error', ename: String(output.ename ?? ''), evalue: String(output.evalue ?? ''), traceback };
    }
  }
  throw new InvalidInputError(`${where} has an output of no known type`, {
    received: isRecord(output) ? output.output_type : output,
    accepted: 'stream, display_data, execute_result, error',
  });
}

function joinBundle(data: unknown): NotebookBundle {
  if (!isRecord(data)) return {};
  const isJson = (type: string): boolean => type === 'application/json' || type.endsWith('+json');
  const whole = ([type, value]: [string, unknown]): [string, unknown] =>
    isJson(type) || !Array.isArray(value) ? [type, value] : [type, joinLines(value)];
  return Object.fromEntries(Object.entries(data).map(whole));
}

function joinLines(value: unknown): string {
  if (Array.isArray(value)) return value.join('');
  return typeof value === 'string' ? value : '';
}

function cellForFile(cell: Cell): object {
  if (cell.cell_type === 'code') return { ...cell, source: lines(cell.source), outputs: cell.outputs.map(outputForFile) };
  if (!cell.attachments) return { ...cell, source: lines(cell.source) };
  const bundles = Object.entries(cell.attachments).map(([name, bundle]) => [name, splitBundle(bundle)]);
  return { ...cell, source: lines(cell.source), attachments: Object.fromEntries(bundles) };
}

function outputForFile(output: Output): object {
  if (output.output_type === 'stream') return { ...output, text: lines(output.text) };
  return 'data' in output ? { ...output, data: splitBundle(output.data) } : output;
}

/** Text is kept by lines so that a change is seen by line; pictures in base64 stay whole. */
function splitBundle(data: NotebookBundle): NotebookBundle {
  const isLines = (type: string): boolean =>
    type.startsWith('text/') || type === 'image/svg+xml' || type === 'application/javascript';
  const split = ([type, value]: [string, unknown]): [string, unknown] =>
    typeof value === 'string' && isLines(type) ? [type, lines(value)] : [type, value];
  return Object.fromEntries(Object.entries(data).map(split));
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
