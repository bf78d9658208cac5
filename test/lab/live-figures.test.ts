import { describe, expect, test } from 'vitest';
import { labProblem, useJupyterLab } from './jupyter-lab.js';
import type { LabNotebook } from './lab-notebook.js';

/** Sixty flat frames, and a strip that follows the slider. */
const FIGURES = `
import { Frames } from 'framescope';
import { defineFigure, eventStrip, frameSlider, link, trait } from 'framescope/widgets';
const data = new Uint8Array(60 * 32 * 32).map((_, i) => Math.floor(i / 1024) * 4);
const frames = new Frames({ data, shape: [60, 32, 32, 1], frameRate: 30, name: 'flat' });
const slider = frameSlider(frames, { events: [10, 20, 30] });
const strip = eventStrip({ predicted: [10, 20], actual: [10, 30], frameCount: 60, frameRate: 30 });
const seen: number[] = [];
slider.observe('frame', (frame) => seen.push(frame));
slider`;

const frameOf = (notebook: LabNotebook, cell: number): Promise<string | null> =>
  notebook.output(cell).getByRole('slider').first().getAttribute('aria-valuetext');

/** The state of a cell's figure, as its model in the page has it. */
const stateOf = (notebook: LabNotebook, cell: number, name: string): Promise<unknown> =>
  notebook
    .output(cell)
    .locator('figure')
    .evaluate(
      (figure, key) => (figure as HTMLElement & { framescope?: { get(name: string): unknown } }).framescope?.get(key),
      name,
    );

/** Runs a cell by JupyterLab's command. */
async function runAgain(notebook: LabNotebook, cell: number): Promise<void> {
  await notebook.select(cell);
  await notebook.command('notebook:run-cell');
}

describe.skipIf(labProblem)(`figures live in JupyterLab${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();

  test('values pass both ways within 100 ms, links too, with no widget view in the saved output', async () => {
    const set = "slider.set('frame', 20); Date.now()";
    const notebook = await lab.notebook([FIGURES, set, 'seen.at(-1)', "link(slider, 'frame', strip, 'frame'); strip"]);
    await notebook.run(0);
    await notebook.output(0).getByRole('slider').first().waitFor();
    // At the figure, since what it shows may be drawn anew when it becomes live.
    const arrived = notebook
      .output(0)
      .locator('figure')
      .evaluate(
        (figure) =>
          new Promise<number>((done) => {
            const look = (): void => {
              if (figure.querySelector('[aria-valuetext*="frame 20"]')) done(Date.now());
            };
            new MutationObserver(look).observe(figure, { attributes: true, childList: true, subtree: true });
          }),
      );
    await notebook.run(1);
    expect((await arrived) - Number(await notebook.text(1))).toBeLessThan(100);
    await notebook.output(0).getByRole('slider').first().press('ArrowRight');
    await expect.poll(() => frameOf(notebook, 0)).toContain('frame 21');
    await notebook.run(2);
    expect(await notebook.text(2)).toBe('21');
    await notebook.run(3);
    await expect.poll(() => stateOf(notebook, 3, 'frame')).toBe(21);
    await notebook.output(3).getByRole('slider', { name: 'Events' }).press('End');
    await expect.poll(() => frameOf(notebook, 0)).toContain('frame 30');
    await notebook.screenshot('live-linked');
    const types = (await notebook.outputs(0)).flatMap(({ data }) => Object.keys(data as object));
    expect(types.sort()).toEqual(['image/png', 'text/html', 'text/plain']);
    await notebook.close();
  });

  test('a training plot moves within its output, and its button ends training', async () => {
    const notebook = await lab.notebook([
      `import { livePlot } from 'framescope/widgets';
      const plot = livePlot();
      await plot.onTrainBegin({ epochs: 50, batchesPerEpoch: 20, batchSize: 8, metrics: ['loss'] });
      let reason: 'finished' | 'stopped' = 'finished';
      for (let epoch = 0; epoch < 50 && reason === 'finished'; epoch++) {
        for (let batch = 0; batch < 20; batch++) {
          await new Promise((done) => setTimeout(done, 20));
          await plot.onBatchEnd({ epoch, batch, metrics: { loss: 1 / (1 + epoch + batch / 20) } });
        }
        if ((await plot.onEpochEnd({ epoch, seconds: 0.4, metrics: { loss: 1 / (1 + epoch) } })) === 'stop') reason = 'stopped';
      }
      await plot.onTrainEnd({ epochs: plot.state.epochs, reason });`,
    ]);
    await notebook.start(0);
    const figure = notebook.output(0).locator('figure');
    const stop = figure.getByRole('button', { name: 'stop after this epoch' });
    await stop.waitFor();
    await figure.evaluate((element) => element.setAttribute('data-same', ''));
    await expect.poll(() => figure.locator('.fs-badge').textContent(), { timeout: 15_000 }).toContain('epoch 3');
    expect(await figure.getAttribute('data-same')).toBe('');
    await stop.click();
    await notebook.ended(0);
    await expect.poll(() => figure.locator('.fs-badge').textContent()).toMatch(/^stopped after \d+ of 50 epochs/);
    expect(JSON.stringify(await notebook.outputs(0))).toContain('stopped after');
    await notebook.close();
  }, 120_000);

  test('the state is there after a reload; a cell that runs again closes its line; a restart leaves the last state and says so', async () => {
    const notebook = await lab.notebook([FIGURES, 'frameSlider(frames)', '1 + 1']);
    await notebook.run(0);
    await notebook.output(0).getByRole('slider').first().press('End');
    await expect.poll(() => frameOf(notebook, 0)).toContain('frame 59');
    await notebook.command('docmanager:save');
    await notebook.reload();
    await expect.poll(() => frameOf(notebook, 0), { timeout: 20_000 }).toContain('frame 59');
    await notebook.run(1);
    await notebook.output(1).getByRole('slider').first().press('ArrowRight');
    await runAgain(notebook, 1);
    await expect.poll(() => frameOf(notebook, 1)).toContain('frame 0');
    expect(await notebook.output(0).getByRole('status').count()).toBe(0);
    void notebook.command('kernelmenu:restart').catch(() => {});
    await notebook.page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
    await notebook.output(0).getByText('Detached from the kernel').waitFor({ timeout: 20_000 });
    expect(await frameOf(notebook, 0)).toContain('frame 59');
    await notebook.output(0).getByRole('slider').first().press('ArrowLeft');
    await expect.poll(() => frameOf(notebook, 0)).toContain('frame 58');
    await notebook.screenshot('live-detached');
    await runAgain(notebook, 0);
    await expect.poll(() => frameOf(notebook, 0)).toContain('frame 0');
    expect(await notebook.output(0).getByRole('status').count()).toBe(0);
    await notebook.close();
  }, 180_000);
});
