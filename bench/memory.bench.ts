// How much memory streaming a ten-minute video takes: the process's growth from before the first frame to its highest.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ffmpegProgram } from '../src/lib/video/ffmpeg-programs.js';
import { openVideo } from '../src/lib/video/video.js';
import type { Row } from './rows.js';

const SECONDS = 600;
const RATE = 30;
const MEGABYTE = 2 ** 20;

const folder = mkdtempSync(join(tmpdir(), 'framescope-bench-memory-'));
try {
  const path = join(folder, 'long.mp4');
  const source = ['-f', 'lavfi', '-i', `testsrc=size=640x360:rate=${RATE}:duration=${SECONDS}`];
  execFileSync(ffmpegProgram(), ['-v', 'error', ...source, '-c:v', 'mpeg4', '-q:v', '8', path]);
  const video = await openVideo(path);
  const before = process.memoryUsage().rss;
  let [highest, frames, sum] = [before, 0, 0];
  for await (const { data } of video.stream({ size: 'original', color: 'rgb' })) {
    sum += data[0];
    if (++frames % 100 === 0) highest = Math.max(highest, process.memoryUsage().rss);
  }
  if (frames !== SECONDS * RATE) throw new Error(`${frames} frames instead of ${SECONDS * RATE} (${sum})`);
  const growth = (highest - before) / MEGABYTE;
  const [bytes, limit] = [(frames * 640 * 360 * 3) / MEGABYTE, 200];
  const row: Row = {
    name: `memory while streaming ${SECONDS / 60} minutes, ${Math.round(bytes / 1024)} GiB of pixels`,
    unit: 'MB',
    ours: growth,
    peer: limit,
    peerName: 'limit',
    ratio: growth / limit,
    target: 1,
  };
  process.stdout.write(JSON.stringify([row]));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
