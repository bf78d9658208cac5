import { afterAll, describe, expect, test } from 'vitest';
import { Workplace } from './framescope.js';

const workplace = new Workplace();
afterAll(() => workplace.close());

const COMMANDS = ['run', 'publish', 'info', 'backend', 'train', 'evaluate', 'count', 'data', 'cache', 'kernel'];

describe('framescope', () => {
  test.each([[], ['--help'], ['help']])('%s lists the commands', async (...args: string[]) => {
    const { code, out, err } = await workplace.call(...args);
    expect(code).toBe(0);
    expect(err).toBe('');
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  });

  test.each(COMMANDS)('%s --help shows its use with an example', async (name) => {
    const { code, out, err } = await workplace.call(name, '--help');
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toMatch(new RegExp(`^ *framescope ${name}`, 'm'));
  });

  test('--version is that of the package', async () => {
    expect((await workplace.call('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('an unknown command is wrong use, told with the nearest names', async () => {
    const { code, out, err } = await workplace.call('publsh');
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/no command 'publsh'\. Nearest: publish,/);
  });

  test.each([
    ['no notebook', ['run'], /notebook/i],
    ['an unknown option', ['run', 'a.ipynb', '--verbos'], /--verbos/],
    ['a parameter without a value', ['run', 'a.ipynb', '-p', 'epochs'], /NAME=VALUE.*epochs/],
    ['a time limit that is none', ['run', 'a.ipynb', '--timeout', 'soon'], /seconds.*soon/],
    ['one target for two notebooks', ['run', 'a.ipynb', 'x/a.ipynb', '-o', 'out'], /both be written/],
    ['publish without a notebook', ['publish'], /notebook/],
  ])('wrong use ends with 2 and shows the usage: %s', async (_, args, message) => {
    const { code, out, err } = await workplace.call(...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).toContain(`framescope ${args[0]} NOTEBOOK`);
  });
});
