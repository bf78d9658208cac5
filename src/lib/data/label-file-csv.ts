import { InvalidInputError } from '../errors.js';
import type { LabelFile, LabelMark, LabelSpan } from './label-file.js';

/** A line of the file that is not blank. */
interface Line {
  /** Counted from 1, as editors do. */
  readonly number: number;
  readonly fields: readonly string[];
}

const ACCEPTED = 'a first line that names a column frame or time, or frames alone, one a line';

/**
 * Labels from CSV in UTF-8: a header with a column `frame` or `time`, or frames alone without one.
 *
 * Columns `source`, `confidence` and `class` are read where they are; a line with an `endFrame` is a range from `frame` to there.
 * Others are left alone. The first line decides what separates fields: semicolon, tab or comma. Blank lines do not count.
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
  const rows = (isHeader ? rest : [first, ...rest]).map((line) => rowOf(line, columns, name));
  const spans = rows.filter((row): row is LabelSpan => 'frames' in row);
  return { marks: rows.filter((row): row is LabelMark => !('frames' in row)), ...(spans.length > 0 ? { spans } : {}) };
}

function linesOf(text: string): Line[] {
  const lines = text.split(/\r\n|\n|\r/).map((line, i) => ({ number: i + 1, line }));
  const filled = lines.filter(({ line }) => line.trim() !== '');
  const separator = [';', '\t', ','].find((mark) => filled[0]?.line.includes(mark)) ?? ',';
  return filled.map(({ number, line }) => ({ number, fields: fieldsOf(line, separator) }));
}

/** Fields of a line; one in double quotes may hold the separator, and a quote as two. */
function fieldsOf(line: string, separator: string): string[] {
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"' && isQuoted && line[i + 1] === '"') field += line[i++];
    else if (line[i] === '"' && (isQuoted || field.trim() === '')) isQuoted = !isQuoted;
    else if (line[i] === separator && !isQuoted) {
      fields.push(field.trim());
      field = '';
    } else field += line[i];
  }
  return [...fields, field.trim()];
}

function rowOf(line: Line, columns: readonly string[], name: string): LabelMark | LabelSpan {
  const textIn = (column: string): string => line.fields[columns.indexOf(column)] ?? '';
  if (textIn('endframe') === '') return markOf(line, columns, name);
  const [start, end] = [numberOf(textIn('frame')), numberOf(textIn('endframe'))];
  if (Number.isNaN(start) || Number.isNaN(end) || textIn('class') === '') {
    throw new InvalidInputError(`line ${line.number} of ${name} is a range without frame, endFrame and class`, {
      received: line.fields.join(', '),
    });
  }
  return { class: textIn('class'), frames: [start, end], ...(textIn('source') === 'model' ? { source: 'model' } : {}) };
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
    if (column === 'time' && fields[at] === '' && columns.includes('frame')) return undefined;
    const value = numberOf(fields[at]);
    if (Number.isNaN(value)) {
      throw new InvalidInputError(`line ${number} of ${name} has no number for ${column}`, {
        received: fields[at],
        ...(/^\d+,\d+$/.test(fields[at]) ? { hint: 'Write decimals with a point' } : {}),
      });
    }
    return value;
  };
  const textIn = (column: string): string => fields[columns.indexOf(column)] ?? '';
  const confidence = numberOf(textIn('confidence'));
  return {
    frame: numberIn('frame'),
    time: numberIn('time'),
    ...(textIn('source') === 'model' ? { source: 'model' } : {}),
    ...(Number.isNaN(confidence) ? {} : { confidence }),
    ...(textIn('class') === '' ? {} : { class: textIn('class') }),
  };
}

/** The number that the whole field is, else NaN. */
function numberOf(field: string): number {
  return /^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(field) ? Number(field) : Number.NaN;
}
