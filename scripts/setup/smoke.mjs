// What a Node must be able to do for framescope, run under that Node by other-nodes.mjs: a line for each thing that works.
import { createRequire } from 'node:module';
import * as framescope from 'framescope';
import { Session } from '../../dist/kernel/session.js';

const { describeBackend, engineReady, frameProbability, openVideo, sampleData, speedCounter, WindowDataset } = framescope;

check('require', createRequire(import.meta.url)('framescope').fit === framescope.fit);

await engineReady();
const { active } = describeBackend();
const model = speedCounter();
const [entry] = sampleData('jump-rope').labelled;
const video = await openVideo(entry.file);
const frames = (await video.frames({ size: 128, color: 'gray' })).slice(0, 8);
check('decoding', frames.length === 8 && frames.data.some((value) => value > 0));

const dataset = new WindowDataset([{ name: entry.name, frames, events: [2, 5] }], model.preprocessing);
const history = await framescope.fit(model, dataset, { epochs: 1, batchSize: 2, stepsPerEpoch: 1 });
check(`a training step (${active})`, Number.isFinite(history.epochs[0].metrics.loss));
const probability = await frameProbability(model, frames, { stride: 4 });
check(`predicting (${active})`, probability.length === 8 && probability.every((value) => value >= 0 && value <= 1));

if (!process.argv.includes('--engine-only')) {
  const session = await Session.start({ cwd: import.meta.dirname });
  const shown = [];
  const code = "import { windowStarts } from 'framescope'; const starts: number[] = windowStarts(9); starts.length";
  const reply = await session.execute(code, { onMessage: ({ content }) => shown.push(content.data?.['text/plain']) });
  await session.shutdown();
  check('a cell in the kernel', reply.status === 'ok' && shown.includes('2'));
}

function check(what, isRight) {
  if (!isRight) throw new Error(`${what} went wrong`);
  console.log(what);
}
