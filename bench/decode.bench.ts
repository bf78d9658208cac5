// Decoding to 128×128 gray against OpenCV: five real jump-rope videos where they lie beside the repository, else the embedded ones.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sampleData, videoFolder } from '../src/lib/data/video-folder.js';
import { openVideo } from '../src/lib/video/video.js';
import { median, type Row } from './rows.js';

const ROUNDS = 5;
const real = join(import.meta.dirname, '../../shared/data/jumprope');
const folder = existsSync(real) ? videoFolder(real) : sampleData('jump-rope');
const paths = folder.videos.slice(0, 5).map(({ file }) => file);

const peer = spawn(process.env.FRAMESCOPE_BENCH_PYTHON ?? 'python3', [join(import.meta.dirname, 'opencv_peer.py')], {
  stdio: ['pipe', 'pipe', 'ignore'],
});
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();

interface Decoded {
  readonly frames: number;
  readonly milliseconds: number;
}

async function opencv(): Promise<Decoded> {
  peer.stdin.write(`${paths.join('\t')}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error('OpenCV ended without an answer; run bench/opencv_peer.py by hand to see why');
  const [frames, milliseconds] = value.split(' ').map(Number);
  return { frames, milliseconds };
}

/** One video after the other, as the peer does it. */
async function ours(): Promise<Decoded> {
  const began = performance.now();
  let frames = 0;
  for (const path of paths) frames += (await (await openVideo(path)).frames()).length;
  return { frames, milliseconds: performance.now() - began };
}

await opencv();
await ours();
const [mine, theirs]: [number[], number[]] = [[], []];
for (let round = 0; round < ROUNDS; round++) {
  const [us, them] = [await ours(), await opencv()];
  if (us.frames !== them.frames) throw new Error(`${us.frames} frames against OpenCV's ${them.frames}`);
  mine.push(us.milliseconds / us.frames);
  theirs.push(them.milliseconds / them.frames);
}
peer.stdin.end();
const [us, them] = [median(mine), median(theirs)];
const row: Row = {
  name: `decoding ${paths.length} videos to 128×128 gray`,
  unit: 'ms/frame',
  ours: us,
  peer: them,
  peerName: 'OpenCV VideoCapture, cvtColor, INTER_AREA',
  ratio: us / them,
  target: 1,
};
process.stdout.write(JSON.stringify([row]));
