import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labProblem, useJupyterLab } from './jupyter-lab.js';
import type { LabNotebook } from './lab-notebook.js';

/** A button that counts its clicks and shows what the kernel makes of them. */
const VIEW = `
export default {
  render({ model, el }) {
    const button = document.createElement('button');
    button.className = 'counter';
    const numbers = (view) => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)].join(' ');
    const draw = () => { button.textContent = model.get('clicks') + ' clicks, answer ' + numbers(model.get('answer')); };
    button.onclick = () => {
      const clicks = model.get('clicks') + 1;
      model.set('clicks', clicks);
      model.set('bytes', new DataView(new Uint8Array([clicks, 0, 255]).buffer));
      model.save_changes();
    };
    model.on('change', draw);
    draw();
    el.append(button);
  },
};`;

const CELLS = [
  `import { comms, display } from 'framescope/kernel';
const seen: object[] = [];
const state = {
  _model_module: 'anywidget', _model_name: 'AnyModel', _model_module_version: '*',
  _view_module: 'anywidget', _view_name: 'AnyView', _view_module_version: '*',
  _esm: ${JSON.stringify(VIEW)}, _anywidget_id: 'test.counter', clicks: 0,
};
const counter = comms.open('jupyter.widget', { state, buffer_paths: [['answer'], ['bytes']] },
  { metadata: { version: '2.1.0' }, buffers: [new Uint8Array([7, 8, 9]), new Uint8Array()] });
counter.onMessage(({ data, buffers }) => {
  const { method, state, buffer_paths } = data as { method: string; state: object; buffer_paths: unknown };
  seen.push({ method, state, buffer_paths, bytes: buffers.map((buffer) => [...buffer]) });
  const answer = buffers[0].slice().reverse();
  counter.send({ method: 'update', state: {}, buffer_paths: [['answer']] }, { buffers: [answer] });
});
display({
  'text/plain': 'a counter',
  'application/vnd.jupyter.widget-view+json': { version_major: 2, version_minor: 0, model_id: counter.id },
});`,
  'seen',
  "counter.send({ method: 'update', state: { clicks: 40 } })",
  `import { Frames } from 'framescope';
import { frameSlider } from 'framescope/widgets';
const data = new Uint8Array(100 * 48 * 64);
for (let i = 0; i < 100; i++) data.fill(2 * i, i * 48 * 64, (i + 1) * 48 * 64);
frameSlider(new Frames({ data, shape: [100, 48, 64, 1], frameRate: 25, name: 'flat.mp4' }), { events: [10, 40] })`,
];

describe.skipIf(labProblem)(`a widget in JupyterLab${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();
  let notebook: LabNotebook;
  beforeAll(async () => {
    notebook = await lab.notebook(CELLS);
  });
  afterAll(() => notebook?.close());

  const button = () => notebook.output(0).locator('button.counter');
  const says = async (text: string) => expect.poll(() => button().textContent()).toBe(text);

  test('made by a raw comm counts clicks into the kernel, with bytes both ways', async () => {
    await notebook.run(0);
    await button().waitFor();
    await says('0 clicks, answer 7 8 9');
    await button().click();
    await says('1 clicks, answer 255 0 1');
    await button().click();
    await says('2 clicks, answer 255 0 2');
    await notebook.run(1);
    const seen = await notebook.text(1);
    expect(seen).toMatch(/update\s+\{ clicks: 1 \}\s+\[ \[ 'bytes' \] \]\s+\[ \[ 1, 0, 255 \] \]/);
    expect(seen).toMatch(/update\s+\{ clicks: 2 \}\s+\[ \[ 'bytes' \] \]\s+\[ \[ 2, 0, 255 \] \]/);
  });

  test("shows the kernel's updates", async () => {
    await notebook.run(2);
    await says('40 clicks, answer 255 0 2');
    await button().click();
    await says('41 clicks, answer 255 0 41');
    await notebook.screenshot('lab-widget');
  });

  test('a figure of the kit is alive in its output: dragging the slider turns the frames', async () => {
    await notebook.run(3);
    const slider = notebook.output(3).getByRole('slider');
    await slider.scrollIntoViewIfNeeded();
    await slider.hover({ position: { x: 8, y: 8 } }); // waits until it has come to rest
    const width = (await slider.boundingBox())?.width ?? 0;
    await notebook.page.mouse.down();
    await slider.hover({ position: { x: width / 2, y: 8 } });
    await notebook.page.mouse.up();
    const frame = async (): Promise<number> =>
      Number(/^frame (\d+)/.exec((await slider.getAttribute('aria-valuetext')) ?? '')?.[1]);
    await expect.poll(frame).toBeGreaterThan(40);
    expect(await frame()).toBeLessThan(60);
    const shown = await notebook
      .output(3)
      .locator('canvas')
      .first()
      .evaluate((canvas) => {
        return (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(20, 20, 1, 1).data[0];
      });
    expect(Math.abs((shown ?? -100) / 2 - (await frame()))).toBeLessThanOrEqual(1); // each frame is twice its number bright
    await notebook.screenshot('lab-figure');
  });

  test('is there again, with its state and its kernel, when the page is loaded anew', async () => {
    await notebook.command('docmanager:save');
    await notebook.reload();
    await button().waitFor();
    await says('41 clicks, answer 255 0 41');
    await button().click();
    await says('42 clicks, answer 255 0 42');
    await notebook.select(3);
    await notebook.output(3).locator('canvas').first().waitFor(); // and the figure, out of the saved notebook
  });
});
