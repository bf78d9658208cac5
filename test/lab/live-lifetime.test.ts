import { describe, expect, test } from 'vitest';
import { labProblem, useJupyterLab } from './jupyter-lab.js';
import type { LabNotebook } from './lab-notebook.js';

/** Sixty flat frames in a slider, and what the kernel hears of it. */
const SLIDER = `
import { Frames } from 'framescope';
import { defineFigure, frameSlider, trait } from 'framescope/widgets';
const data = new Uint8Array(60 * 32 * 32).map((_, i) => Math.floor(i / 1024) * 4);
const frames = new Frames({ data, shape: [60, 32, 32, 1], frameRate: 30, name: 'flat' });
let slider = frameSlider(frames);
const seen: number[] = [];
slider.observe('frame', (frame) => { seen.push(frame); });
slider`;

/** The same words in two cells, different in what they show. */
const TWINS = [
  "const first = frameSlider(frames, { title: 'twin' }); first",
  "const second = frameSlider(frames, { title: 'twin' }); second",
];

/** A figure that says what it holds, twelve megabytes of it, and gives it back changed. */
const HEAVY = `const heavy = defineFigure({
  kind: 'heavy',
  state: { values: trait.array(Float32Array), note: trait.optional(trait.text()) },
  text: ({ values }) => values.length + ' numbers',
  poster: () => ({ width: 20, height: 20 }),
  client: \`export default { render({ model, el }) {
    const button = document.createElement('button');
    const show = () => { button.textContent = model.get('values').byteLength + ' bytes, ' + model.get('note'); };
    button.onclick = () => {
      const view = model.get('values');
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
      bytes.fill(1);
      model.set('values', new DataView(bytes.buffer));
      model.save_changes();
    };
    el.className = 'fs';
    el.append(button);
    for (const name of ['values', 'note']) model.on('change:' + name, show);
    show();
  } };\`,
})({ values: new Float32Array(3_000_000) });
heavy`;

const frameOf = (notebook: LabNotebook, cell: number): Promise<string | null> =>
  notebook.output(cell).getByRole('slider').first().getAttribute('aria-valuetext');

async function runAgain(notebook: LabNotebook, cell: number): Promise<void> {
  await notebook.select(cell);
  await notebook.command('notebook:run-cell');
}

describe.skipIf(labProblem)(`how long a figure in JupyterLab is live${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();

  test('fifty runs of a cell leave one line; an output that is cleared leaves none; an interrupt leaves all as it is', async () => {
    const notebook = await lab.notebook([SLIDER, 'frameSlider(frames)', 'await new Promise(() => {})']);
    await notebook.run(0);
    await notebook.run(1);
    const { page } = notebook;
    await notebook.select(1);
    for (let i = 0; i < 50; i++) {
      await page.evaluate(() => {
        const { jupyterapp } = window as unknown as { jupyterapp: { commands: { execute(name: string): Promise<void> } } };
        return jupyterapp.commands.execute('notebook:run-cell');
      });
    }
    await notebook.idle();
    await expect.poll(() => notebook.openModels()).toBe(2);
    const registered = (): Promise<number> =>
      page.evaluate(() => {
        const places = globalThis as unknown as Record<symbol, { live: Map<string, object> }>;
        return places[Symbol.for('framescope.figures')].live.size;
      });
    await expect.poll(registered).toBe(2);

    await notebook.start(2);
    await notebook.toolbar('interrupt');
    await notebook.ended(2);
    await notebook.ask(`slider.set('frame', 7); console.log(true)`);
    await expect.poll(() => frameOf(notebook, 0)).toContain('frame 7');
    expect(await notebook.output(0).getByRole('status').count()).toBe(0);

    for (const cell of [1, 0]) {
      await notebook.select(cell);
      await notebook.command('notebook:clear-cell-output');
    }
    await expect.poll(() => notebook.openModels(), { timeout: 15_000 }).toBe(0);
    expect(await notebook.ask('console.log(slider.isLive)')).toBe(false);
    await runAgain(notebook, 0);
    await notebook.output(0).getByRole('slider').first().press('End');
    await expect.poll(() => notebook.ask('console.log(JSON.stringify(seen))')).toEqual([59]);
    await notebook.close();
  }, 180_000);

  test('after a shutdown it says so and keeps its state; a new run is live and heard once; another cell’s output is left alone', async () => {
    const notebook = await lab.notebook([SLIDER, ...TWINS]);
    for (const cell of [0, 1, 2]) await notebook.run(cell);
    await notebook.output(1).getByRole('slider').first().press('End');
    await expect.poll(() => frameOf(notebook, 1)).toContain('frame 59');
    await notebook.output(0).getByRole('slider').first().press('End');
    await expect.poll(() => notebook.ask('console.log(first.get("frame"))')).toBe(59);
    await notebook.shutDown();
    for (const cell of [0, 1]) {
      await notebook.output(cell).getByRole('slider').first().press('ArrowLeft');
      await notebook.output(cell).getByText('Detached from the kernel').waitFor();
      expect(await frameOf(notebook, cell)).toContain('frame 58');
    }
    await notebook.startKernel();
    await runAgain(notebook, 0);
    await notebook.idle();
    await runAgain(notebook, 2);
    await expect.poll(() => frameOf(notebook, 0)).toContain('frame 0');
    await notebook.output(2).getByRole('slider').first().press('ArrowRight');
    await notebook.output(0).getByRole('slider').first().press('End');
    await expect.poll(() => notebook.ask('console.log(JSON.stringify(seen))')).toEqual([59]);
    await expect.poll(() => notebook.ask('console.log(second.get("frame"))')).toBe(1);
    // The cell in between has not run again: its figure is still the one of before.
    expect(await frameOf(notebook, 1)).toContain('frame 58');
    expect(await notebook.output(1).getByText('Detached from the kernel').count()).toBe(1);
    await notebook.close();
  }, 180_000);

  test('ten thousand updates in a loop: the kernel answers meanwhile, and the last value arrives', async () => {
    const notebook = await lab.notebook([
      SLIDER,
      `const started = performance.now();
for (let i = 0; i < 10_000; i++) slider.set('frame', i % 59);
slider.set('frame', 58);
performance.now() - started`,
      `void (async () => {
  for (let i = 0; i < 10_000; i++) {
    slider.set('frame', i % 59);
    if (i % 10 === 0) await new Promise((done) => setTimeout(done, 1));
  }
  slider.set('frame', 59);
})();`,
    ]);
    await notebook.run(0);
    await notebook.output(0).getByRole('slider').first().waitFor();
    await notebook.run(1);
    expect(Number(await notebook.text(1))).toBeLessThan(2000);
    await expect.poll(() => frameOf(notebook, 0)).toContain('frame 58');
    await notebook.run(2);
    const asked = performance.now();
    await notebook.ask('console.log(1)');
    expect(performance.now() - asked).toBeLessThan(1000);
    await expect.poll(() => frameOf(notebook, 0), { timeout: 20_000 }).toContain('frame 59');
    await notebook.close();
  }, 120_000);

  test('twelve megabytes of state go into the page, fourteen over the line; what is too large for the way back is said', async () => {
    const notebook = await lab.notebook([SLIDER, HEAVY]);
    await notebook.run(0);
    await notebook.run(1);
    const button = notebook.output(1).getByRole('button');
    await button.getByText('12000000 bytes, undefined').waitFor({ timeout: 20_000 });
    await notebook.ask(`heavy.set('note', 'first'); console.log(true)`); // absent until now
    await button.getByText('12000000 bytes, first').waitFor();
    await notebook.ask(`heavy.set('values', new Float32Array(3_500_000)); console.log(true)`);
    await button.getByText('14000000 bytes').waitFor({ timeout: 20_000 });
    await button.click(); // the server of JupyterLab would end the line
    await expect
      .poll(() => notebook.faults.splice(0).join())
      .toMatch(/values of heavy is too large for the kernel: 14000000 bytes/);
    expect(await notebook.ask(`console.log(new Uint8Array(heavy.get('values').buffer)[0])`)).toBe(0);
    await notebook.close();
  }, 120_000);
});
