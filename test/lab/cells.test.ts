import { describe, expect, test } from 'vitest';
import { labProblem, useJupyterLab } from './jupyter-lab.js';

describe.skipIf(labProblem)(`a notebook in JupyterLab${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();

  test('a cell runs by Shift+Enter and shows what it printed and its result', async () => {
    const notebook = await lab.notebook(["console.log('printed');\nconst twice = 2 * 21;\ntwice", 'twice + 1']);
    await notebook.run(0);
    await notebook.run(1);
    expect(await notebook.text(0)).toMatch(/^printed\s+42$/);
    expect(await notebook.text(1)).toBe('43');
    expect(await notebook.count(1)).toBe(2);
    await notebook.screenshot('lab-cell');
    await notebook.close();
  });
});
