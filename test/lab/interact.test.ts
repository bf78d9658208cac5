import { describe, expect, test } from 'vitest';
import { labProblem, useJupyterLab } from './jupyter-lab.js';

/** A function whose answer depends on what a later cell changes, which the page cannot know. */
const INTERACT = `
import { control, eventStrip, interact } from 'framescope/widgets';
const setting = { factor: 1 };
interact(
  ({ frame, word }) => word === '' ? eventStrip({ predicted: [frame * setting.factor], frameCount: 60, frameRate: 30 }) : word + ' ' + frame * setting.factor,
  { frame: control.slider({ least: 0, greatest: 9 }), word: control.text() },
)`;

describe.skipIf(labProblem)(`interact in JupyterLab${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();

  test('calls the function in the kernel, for any text and with what another cell has changed', async () => {
    const notebook = await lab.notebook([INTERACT, 'setting.factor = 5;']);
    await notebook.run(0);
    const output = notebook.output(0);
    const inner = output.locator('.fs-output');
    await inner.locator('figure[data-mounted]').waitFor();
    await output.getByRole('textbox', { name: 'word' }).fill('frame');
    await output.getByRole('slider', { name: 'frame' }).focus();
    await expect.poll(() => inner.textContent()).toBe('frame 0');
    await notebook.run(1);
    await output.getByRole('slider', { name: 'frame' }).press('ArrowRight');
    await expect.poll(() => inner.textContent()).toBe('frame 5');
    // A figure from the kernel is alive as well.
    await output.getByRole('textbox', { name: 'word' }).fill('');
    await output.getByRole('slider', { name: 'frame' }).press('ArrowRight');
    await inner.locator('figure[data-mounted]').waitFor();
    await notebook.screenshot('interact-live');
    // The slider keeps its arrow keys, but not those that run a cell.
    await output.getByRole('slider', { name: 'frame' }).first().press('Shift+Enter');
    await expect.poll(() => output.getByRole('slider', { name: 'frame' }).first().inputValue()).toBe('0');
    const types = (await notebook.outputs(0)).flatMap(({ data }) => Object.keys(data as object));
    expect(types.sort()).toEqual(['image/png', 'text/html', 'text/plain']);
    await notebook.close();
  });
});
