import type { ErrorContent } from '../messages.js';

const red = (text: string): string => `\x1b[1;31m${text}\x1b[0m`;
const blue = (text: string): string => `\x1b[1;34m${text}\x1b[0m`; // bold: JupyterLab's plain colours fade on its red ground
const gray = (text: string): string => `\x1b[90m${text}\x1b[0m`;

/** The lines of a traceback that have colours, and where in them; the first that fits counts. */
const LOOKS: readonly (readonly [line: RegExp, look: string])[] = [
  [/^>( *\d+ \|)/, `${red('>')}${gray('$1')}`], // the line in question, those around it, and the carets under it
  [/^( +\d+ \|)/, gray('$1')],
  [/^( +\|)( *)(\^+)$/, `${gray('$1')}$2${red('$3')}`],
  [/^( {4,}at .+)$/, gray('$1')],
  [/^(\w+, one of the causes: )?(\S.*:\d+:\d+)(?= - |$)/, `$1${blue('$2')}`],
];

/** An error, or a reply with one, whose traceback has the colours of terminals: Jupyter's front ends show them. */
export function coloredError<T extends Partial<ErrorContent>>(error: T): T {
  const { traceback, ename = '' } = error;
  return traceback === undefined ? error : { ...error, traceback: traceback.map((line) => coloredLine(line, ename)) };
}

function coloredLine(line: string, ename: string): string {
  const name = [ename, 'Uncaught'].find((start) => start !== '' && line.startsWith(start)) ?? '';
  if (name !== '' && /^(?:$|[: ])/.test(line.slice(name.length))) return red(name) + line.slice(name.length);
  const [pattern, look] = LOOKS.find(([known]) => known.test(line)) ?? [/^/, ''];
  return line.replace(pattern, look);
}
