import { InvalidInputError } from '../../lib/errors.js';
import { nearestNames } from '../../lib/nearest-names.js';
import type { Cell, CodeCell, Notebook } from '../notebook.js';

/** A value that a notebook's parameter can take. */
export type ParameterValue = string | number | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** Parameters by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

const PARAMETERS = 'parameters';
const INJECTED = 'injected-parameters';

/**
 * Puts a cell with the given values after the cell tagged `parameters`, which holds their defaults; a cell injected
 * earlier goes. Convention of papermill, so its notebooks work here and the other way round.
 *
 * @throws {InvalidInputError} when there is no such cell, or it declares no parameter of a given name.
 */
export function injectParameters(notebook: Notebook, parameters: Parameters): Notebook {
  const cells = notebook.cells.filter((cell) => !hasTag(cell, INJECTED));
  if (Object.keys(parameters).length === 0) return { ...notebook, cells };
  const at = cells.findIndex((cell) => cell.cell_type === 'code' && hasTag(cell, PARAMETERS));
  if (at < 0)
    throw new InvalidInputError(`this notebook takes no parameters: no cell is tagged '${PARAMETERS}'`, {
      received: Object.keys(parameters),
    });
  const declared = declaredNames(cells[at].source);
  const unknown = Object.keys(parameters).find((name) => !declared.includes(name));
  if (unknown !== undefined) {
    throw new InvalidInputError('this notebook has no parameter of this name', {
      received: unknown,
      accepted: `${declared.join(', ')}; nearest: ${nearestNames(unknown, declared, 1).join('')}`,
    });
  }
  return { ...notebook, cells: [...cells.slice(0, at + 1), injectedCell(parameters), ...cells.slice(at + 1)] };
}

/**
 * Values as typed after `-p name=`, by name: where the notebook declares the parameter as text, the text itself; else a number,
 * `true`, `false`, `null`, a JSON list or object, else text. Text that looks like one of these is given in quotes: `'"12"'`.
 */
export function parseParameters(notebook: Notebook, typed: Readonly<Record<string, string>>): Parameters {
  const declared = notebook.cells.find((cell) => cell.cell_type === 'code' && hasTag(cell, PARAMETERS))?.source ?? '';
  const value = (name: string, text: string): ParameterValue =>
    isDeclaredText(declared, name) && !text.startsWith('"') ? text : parseParameter(text);
  return Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, value(name, text)]));
}

/** A value as typed, by its look. */
export function parseParameter(text: string): ParameterValue {
  if (!/^(?:-?\d|true$|false$|null$|[[{"])/.test(text)) return text;
  try {
    return JSON.parse(text) as ParameterValue;
  } catch {
    return text;
  }
}

/** Whether a cell carries a tag. */
export function hasTag(cell: Cell, tag: string): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes(tag);
}

function declaredNames(source: string): string[] {
  const declarations = [...source.matchAll(/^\s*(?:let|var|const)\s+(.*)/gm)].map((match) => match[1]);
  // The first name, and those after a comma that are given a value: `let epochs = 6, rate = 1`.
  const names = /^([A-Za-z_$][\w$]*)|,\s*([A-Za-z_$][\w$]*)\s*=(?![=>])/g;
  return declarations.flatMap((text) => [...text.matchAll(names)].map((match) => match[1] ?? match[2]));
}

/** `name: string`, or a name whose default is a text: it may be given numbers as names of things. */
function isDeclaredText(source: string, name: string): boolean {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?:^|[\\s,;])${escaped}\\s*(?::\\s*string\\s*(?:[=;,]|$)|=\\s*['"\`])`, 'm').test(source);
}

function injectedCell(parameters: Parameters): CodeCell {
  const lines = Object.entries(parameters).map(([name, value]) => `let ${name} = ${JSON.stringify(value)};`);
  return {
    cell_type: 'code',
    id: INJECTED,
    source: ['// Parameters given for this run', ...lines].join('\n'),
    metadata: { tags: [INJECTED] },
    outputs: [],
    execution_count: null,
  };
}
