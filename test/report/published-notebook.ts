import type { Cell, CodeCell, Notebook, Output, TextCell } from '../../src/report/notebook.js';
import { eventStrip, frameSlider } from '../../src/widgets/index.js';
import { bouncingBall } from '../widgets/synthetic.js';

/** A Markdown cell. */
export function text(source: string): TextCell {
  return { cell_type: 'markdown', metadata: {}, source };
}

/** A code cell that ran. */
export function code(number: number, source: string, outputs: Output[] = []): CodeCell {
  const execution = { 'iopub.execute_input': '2026-01-01T10:00:00.000Z', 'shell.execute_reply': '2026-01-01T10:00:02.500Z' };
  return { cell_type: 'code', metadata: { execution }, source, outputs, execution_count: number };
}

/** A result in one or more formats. */
export function result(number: number, data: Record<string, unknown>): Output {
  return { output_type: 'execute_result', data, metadata: {}, execution_count: number };
}

export function notebook(cells: Cell[]): Notebook {
  const kernelspec = { name: 'framescope', display_name: 'TypeScript (framescope)', language: 'typescript' };
  return { cells, metadata: { kernelspec, framescope: { engine: 'TensorFlow 2.18.0' } }, nbformat: 4, nbformat_minor: 5 };
}

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A notebook with something of everything a page can show. */
export async function everythingNotebook(): Promise<Notebook> {
  const slider = await frameSlider(bouncingBall(24), { events: [6, 18] }).toMimeBundle();
  const strip = await eventStrip({
    predicted: [
      { frame: 10, time: 0.333 },
      { frame: 31, time: 1.033 },
    ],
    actual: [
      { frame: 11, time: 0.367 },
      { frame: 40, time: 1.333 },
    ],
  }).toMimeBundle();
  return notebook([
    text(
      'A network learns to see a jump\n===\n\nWe show a small network **four frames at a time** and ask for each: *is this the moment the rope passes?* ' +
        'It answers with a probability $p_t = \\sigma(w^\\top h_t + b)$, and that is all it ever says. Costs: $5 and $6.\n\n' +
        'What follows is a walk through [the loss](#The-loss), the frames and [the next chapter](02-training.ipynb).',
    ),
    code(
      1,
      "import { openVideo, sampleData } from 'framescope';\n\n// The embedded videos, from wherever the notebook lies.\nconst data = sampleData('jump-rope');\nconst video = await openVideo(data.file('jumper-3.mp4'));\nvideo",
      [
        result(1, {
          'text/markdown': `**jumper-3.mp4**\n\n| frames | seconds | size | codec | pixel format | container | has sound |\n| ---: | ---: | --- | --- | --- | --- | --- |\n| 320 | 10.7 | 960 × 540 | h264 | yuv420p | mov,mp4,m4a | no |\n\n![One frame](data:image/png;base64,${PIXEL})`,
          'text/plain': 'Video jumper-3.mp4',
        }),
      ],
    ),
    text(
      '## Frames\n\nA video is a stack of pictures. Drag through them; the marks below show where the **events** are.\n\n- grey, because colour tells nothing about jumping,\n- $128 \\times 128$ pixels,\n- `uint8`, not floats: a quarter of the memory.',
    ),
    code(
      2,
      "const frames = await video.frames({ size: 128, color: 'gray' });\nfor (let i = 0; i < 3; i++) console.log('frame', i, frames.at(i));\nframeSlider(frames, { events: [6, 18] })",
      [
        { output_type: 'stream', name: 'stdout', text: 'frame 0: \u001b[32m128\u001b[39m × 128\nframe 1: 128' },
        { output_type: 'stream', name: 'stdout', text: ' × 128\n' },
        { output_type: 'stream', name: 'stderr', text: '\u001b[33mtwo frames have no timestamp\u001b[39m\n' },
        result(2, slider),
      ],
    ),
    text(
      '## The loss\n\nEach frame is a yes or a no, so the loss is the *binary cross-entropy*\n\n$$\n\\mathcal{L}(y, p) = -\\frac{1}{T}\\sum_{t=1}^{T} \\Big( y_t \\log p_t + (1 - y_t) \\log (1 - p_t) \\Big),\n$$\n\nwhich punishes confident mistakes without mercy.\n\n> A network that says 0.5 to everything has a loss of $\\ln 2 \\approx 0.693$. Anything above has learnt the wrong thing.\n\n### In code\n\n```ts\nconst loss = -(y * Math.log(p) + (1 - y) * Math.log(1 - p)); // one frame\n```\n\nRun it yourself with\n\n```bash\nnpm start -- --data my-videos\n```',
    ),
    code(3, 'eventStrip({ predicted: counted.events, actual: events })', [result(3, strip)]),
    text('## When it goes wrong\n\nErrors speak to a student.'),
    code(4, "await openVideo('data/jumper.mp4')", [
      {
        output_type: 'error',
        ename: 'NotFoundError',
        evalue: 'there is no video',
        traceback: [
          '\u001b[1;34mIn[4]:1:7\u001b[0m',
          '\u001b[31mNotFoundError\u001b[39m: there is no video data/jumper.mp4. Nearest names there: jumper-1.mp4, jumper-2.mp4, jumper-3.mp4.',
          '\u001b[90m    at cell 4, line 1\u001b[39m',
        ],
      },
    ]),
    code(
      5,
      "const aVeryLongLineThatDoesNotFitIntoTheMeasureOfThePage = await somethingThatAlsoHasAVeryLongName({ window: 4, stride: 4, size: 128, color: 'gray' });\naVeryLongLineThatDoesNotFitIntoTheMeasureOfThePage",
      [
        result(5, { 'image/png': PIXEL, 'text/plain': 'a picture of one pixel' }),
        result(5, { 'text/plain': "{ window: 4, stride: 4, size: 128, color: 'gray' }" }),
      ],
    ),
  ]);
}
