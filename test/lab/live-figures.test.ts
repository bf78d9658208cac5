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

describe.skipIf(labProblem)(`figures live in JupyterLab${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();

  test('values pass both ways within 100 ms, links too, with no widget view in the saved output', async () => {
    const set = "slider.set('frame', 20); Date.now()";
    const notebook = await lab.notebook([FIGURES, set, 'seen.at(-1)', "link(slider, 'frame', strip, 'frame'); strip"]);
    await notebook.run(0);
    await notebook.output(0).getByRole('slider').first().waitFor();
    const arrived = notebook
      .output(0)
      .getByRole('slider')
      .first()
      .evaluate(
        (slider) =>
          new Promise<number>((done) => {
            const look = (): void => {
              if (slider.getAttribute('aria-valuetext')?.includes('frame 20')) done(Date.now());
            };
            new MutationObserver(look).observe(slider, { attributes: true });
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
});
