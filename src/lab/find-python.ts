import { runProgram } from '../lib/child-process.js';
import { MissingEngineError } from '../lib/errors.js';

/** The oldest Python that the pinned packages run on. */
const OLDEST = '3.10';

/** What Python is called, in the order of trying. */
const COMMANDS = ['python3', 'python', 'py'];

/**
 * The command of a Python that can make environments.
 *
 * @throws {MissingEngineError} without any, with too old ones only, or when its parts for environments are not installed.
 */
export async function findPython(signal?: AbortSignal): Promise<string> {
  const problems: string[] = [];
  for (const command of COMMANDS) {
    const asked = await runProgram(command, ['-c', QUESTION], { signal });
    if (asked === undefined) continue;
    const answer = asked.stdout.trim();
    if (asked.code === 0 && answer === 'fit') return command;
    problems.push(`${command}: ${asked.code === 0 ? answer : (asked.stderr.trim().split('\n').at(-1) ?? 'does not run')}`);
  }
  if (problems.length === 0) {
    throw new MissingEngineError('there is no Python', {
      received: COMMANDS.join(', '),
      accepted: `Python ${OLDEST} or later on PATH`,
      hint: HINT,
    });
  }
  throw new MissingEngineError(`no Python here can make an environment (${problems.join('; ')})`, {
    accepted: `Python ${OLDEST} or later with venv and ensurepip`,
    hint: HINT,
  });
}

const QUESTION = `
import sys
if sys.version_info < (${OLDEST.replace('.', ', ')}):
    print('is ' + sys.version.split()[0])
else:
    try:
        import venv, ensurepip
        print('fit')
    except ImportError as error:
        print('has no module ' + str(error.name))
`;

const HINT =
  'Debian and Ubuntu: apt install python3-venv. macOS: brew install python. Windows: winget install Python.Python.3.13. ' +
  'Elsewhere: python.org';
