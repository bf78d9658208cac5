import { describe, expect, test } from 'vitest';
import { labProblem, useJupyterLab } from './jupyter-lab.js';
import type { LabNotebook } from './lab-notebook.js';

/** Sixty flat frames, and a strip that follows the slider. */
const FIGURES = `
import { Frames } from 'framescope';
import { frameSlider, eventStrip, link } from 'framescope/widgets';
const data = new Uint8Array(60 * 32 * 32).map((_, i) => Math.floor(i / 1024) * 4);
const frames = new Frames({ data, shape: [60, 32, 32, 1], frameRate: 30, name: 'flat' });
const slider = frameSlider(frames, { events: [10, 20, 30] });
const strip = eventStrip({ predicted: [10, 20], actual: [10, 30], frameCount: 60, frameRate: 30 });
const seen: number[] = [];
slider.observe('frame', (frame) => seen.push(frame));
slider`;

const frameOf = (notebook: LabNotebook, cell: number): Promise<string | null> =>
  notebook.output(cell).getByRole('slider').first().getAttribute('aria-valuetext');

describe.skipIf(labProblem)(`figures live in JupyterLab${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();

  test('values pass both ways without any widget view in the output', async () => {
    const notebook = await lab.notebook([
      FIGURES,
      'slider.isLive',
      "slider.set('frame', 20)",
      'seen.at(-1)',
      'link(slider, "frame", strip, "frame"); strip',
    ]);
    await notebook.run(0);
    await notebook.output(0).getByRole('slider').first().waitFor();
    await notebook.run(1);
    expect(await notebook.text(1)).toBe('true');
    await notebook.run(2);
    await expect.poll(() => frameOf(notebook, 0)).toContain('frame 20');
    await notebook.screenshot('live-slider');
    await notebook.output(0).getByRole('slider').first().press('ArrowRight');
    await expect.poll(() => frameOf(notebook, 0)).toContain('frame 21');
    await notebook.run(3);
    expect(await notebook.text(3)).toBe('21');
    await notebook.close();
  });
});
