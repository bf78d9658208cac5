import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadEvents } from '../../src/lib/data/events.js';
import { sampleData } from '../../src/lib/data/video-folder.js';
import { labProblem, useJupyterLab } from './jupyter-lab.js';

const EDITOR = `
import { loadEvents, openVideo, WindowDataset, videoFolder } from 'framescope';
import { labelEditor } from 'framescope/widgets';
const video = await openVideo('jump/jumper-1.mp4');
const editor = labelEditor(video, { save: 'jump/jumper-1.npy' });
editor`;

describe.skipIf(labProblem)(`the label editor in JupyterLab${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();

  test('J10 J11 J12: a video is labelled by real keys, is in the file at once, and the next cell makes windows of it', async () => {
    mkdirSync(join(lab.course, 'jump'));
    copyFileSync(sampleData('jump-rope').file('jumper-1.mp4'), join(lab.course, 'jump/jumper-1.mp4'));
    const notebook = await lab.notebook([
      EDITOR,
      `(await loadEvents('jump/jumper-1.npy')).join(' ')`,
      `const dataset = await WindowDataset.open(videoFolder('jump'), { window: 4, size: 32, color: 'gray' }); String(dataset)`,
      `editor.set('labels', { events: [{ frame: 7, source: 'person' }], ranges: [] }); editor.get('labels').events.length`,
    ]);
    await notebook.run(0);
    const output = notebook.output(0);
    await output.locator('canvas[data-frame="0"]').waitFor();
    await output.getByRole('group', { name: /^Labels of/ }).focus();
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await notebook.page.keyboard.press(key);
    };
    // Keys that JupyterLab has uses for in command mode: they are the editor's while it has the focus.
    await press(
      'Shift+ArrowRight',
      's',
      'Shift+ArrowRight',
      'Enter',
      'ArrowRight',
      'ArrowRight',
      's',
      ',',
      'Shift+ArrowRight',
      's',
      'Backspace',
      'Control+z',
      '[',
    );
    await output.locator('.fs-status', { hasText: 'saved in jumper-1.npy' }).waitFor();
    expect(await output.locator('.fs-say').innerText()).toMatch(/^event 3 of 4, frame 21/);
    await notebook.screenshot('label-editor');
    await notebook.run(1);
    expect(await notebook.text(1)).toContain('10 20 21 31');
    await notebook.run(2);
    expect(await notebook.text(2)).toMatch(/4 events/);
    await notebook.run(3);
    await expect.poll(() => output.locator('.fs-count').textContent()).toBe('1');
    const types = (await notebook.outputs(0)).flatMap(({ data }) => Object.keys(data as object));
    expect(types.sort()).toEqual(['image/png', 'text/html', 'text/plain']);
    await notebook.close();
  }, 120_000);

  test('a jump-rope video is labelled from start to end by keys, and the next cells train on it', async () => {
    const folder = join(lab.course, 'whole');
    mkdirSync(folder);
    const data = sampleData('jump-rope');
    copyFileSync(data.file('jumper-1.mp4'), join(folder, 'skipper.mp4'));
    const steps = await loadEvents(data.file('jumper-1.npy'));
    const notebook = await lab.notebook([
      EDITOR.replaceAll('jump/jumper-1', 'whole/skipper'),
      `(await loadEvents('whole/skipper.npy')).join(' ')`,
      `import { fit, speedCounter } from 'framescope';
const dataset = await WindowDataset.open(videoFolder('whole'), { window: 4, size: 128, color: 'gray' });
const history = await fit(speedCounter(), dataset, { epochs: 1, stepsPerEpoch: 2 });
Number.isFinite(history.toJSON().epochs[0].metrics.loss)`,
    ]);
    await notebook.run(0);
    const output = notebook.output(0);
    await output.locator('canvas[data-frame="0"]').waitFor();
    await output.getByRole('group', { name: /^Labels of/ }).focus();
    let shown = 0;
    for (const step of steps) {
      for (; step - shown >= 10; shown += 10) await notebook.page.keyboard.press('Shift+ArrowRight');
      for (; shown < step; shown++) await notebook.page.keyboard.press('ArrowRight');
      await output.locator(`canvas[data-frame="${step}"]`).waitFor(); // a tap means the frame that is seen
      await notebook.page.keyboard.press('s');
    }
    await expect.poll(() => output.locator('.fs-count').textContent()).toBe(String(steps.length));
    await output.locator('.fs-status', { hasText: 'saved in skipper.npy' }).waitFor();
    await notebook.screenshot('label-editor-whole');
    await notebook.run(1);
    expect(await notebook.text(1)).toContain(steps.join(' '));
    await notebook.run(2);
    expect(await notebook.text(2)).toContain('true');
    await notebook.close();
  }, 180_000);
});
