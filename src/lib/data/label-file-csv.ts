import { InvalidInputError } from '../errors.js';
import type { LabelFile, LabelMark } from './label-file.js';

/** A line of the file that is not blank. */
interface Line {
  /** Counted from 1, as editors do. */
  readonly number: number;
  readonly fields: readonly string[];
}

const ACCEPTED = 'a first line that names a column frame or time, or frames alone, one a line';

/**
 * Labels from CSV in UTF-8: a header with a column `frame` or `time` (other columns are left alone), or frames alone without one.
 *
 * The first line decides what separates fields: semicolon, tab or comma. Blank lines do not count.
 *
 * @throws {InvalidInputError} when columns are missing or values are no numbers; the message names the line.
 */
export function readCsvLabels(bytes: Buffer, name: string): Omit<LabelFile, 'name'> {
  if (bytes.includes(0)) {
    throw new InvalidInputError(`${name} is no text in UTF-8`, { hint: 'Save it again as CSV UTF-8' });
  }
  const [first, ...rest] = linesOf(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  if (!first) throw new InvalidInputError(`${name} holds no line`, { accepted: ACCEPTED });
  const isHeader = first.fields.some((field) => Number.isNaN(numberOf(field)));
  if (!isHeader && first.fields.length > 1) {
    throw new InvalidInputError(`the first line of ${name} must name its columns`, {
      received: first.fields.join(', '),
      accepted: ACCEPTED,
    });
  }
  const columns = isHeader ? first.fields.map((field) => field.toLowerCase()) : ['frame'];
  if (!columns.includes('frame') && !columns.includes('time')) {
    throw new InvalidInputError(`${name} has no column frame or time`, { received: columns, accepted: ACCEPTED });
  }
  return { marks: (isHeader ? rest : [first, ...rest]).map((line) => markOf(line, columns, name)) };
}

function linesOf(text: string): Line[] {
  const lines = text.split(/\r\n|\n|\r/).map((line, i) => ({ number: i + 1, line }));
  const filled = lines.filter(({ line }) => line.trim() !== '');
  const separator = [';', '\t', ','].find((mark) => filled[0]?.line.includes(mark)) ?? ',';
  return filled.map(({ number, line }) => ({ number, fields: line.split(separator).map(unquoted) }));
}

function unquoted(field: string): string {
  return field
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
}

function markOf({ number, fields }: Line, columns: readonly string[], name: string): LabelMark {
  if (fields.length !== columns.length) {
    throw new InvalidInputError(`line ${number} of ${name} has ${fields.length} fields, not ${columns.length}`, {
      received: fields.join(', '),
    });
  }
  const numberIn = (column: string): number | undefined => {
    const at = columns.indexOf(column);
    if (at < 0) return undefined;
    const value = numberOf(fields[at]);
    if (Number.isNaN(value)) {
      throw new InvalidInputError(`line ${number} of ${name} has no number for ${column}`, {
        received: fields[at],
        ...(/^\d+,\d+$/.test(fields[at]) ? { hint: 'Write decimals with a point' } : {}),
      });
    }
    return value;
  };
  return { frame: numberIn('frame'), time: numberIn('time') };
}

/** The number that the whole field is, else NaN. */
function numberOf(field: string): number {
  return /^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(field) ? Number(field) : Number.NaN;
}
