import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadEvents } from '../../src/lib/data/events.js';
import { sampleData } from '../../src/lib/data/video-folder.js';
import { countEvents } from '../../src/lib/evaluation/count-events.js';
import type { VideoModel } from '../../src/lib/models/model.js';
import { openVideo } from '../../src/lib/video/video.js';
import { loadModel } from '../../src/lib/weights/load-model.js';

const path = fileURLToPath(new URL('../../data/models/speed-counter.safetensors', import.meta.url));
let model: VideoModel;

beforeAll(async () => {
  model = await loadModel(path);
});
afterAll(() => model.dispose());

test('the weights that come along are small, and know how their input is prepared', () => {
  expect(statSync(path).size).toBeLessThan(200_000);
  expect(model.preprocessing).toMatchObject({ window: 4, size: 128, color: 'gray' });
  expect(model.output).toBe('sigmoid');
});

test('they count a drawn jumper that their training did not see, waiting included', async () => {
  const data = sampleData('jump-rope');
  const events = await loadEvents(data.file('jumper-9.npy'));
  const video = await openVideo(data.file('jumper-9.mp4'));
  const frames = await video.frames({ size: 128, color: 'gray', end: 150 });
  const actual = events.filter((event) => event < 148);
  const counted = await countEvents(model, frames, { stride: 2 });
  const { f1, countError } = counted.match(actual);
  expect(actual.length).toBeGreaterThan(12);
  expect(Math.abs(countError)).toBeLessThanOrEqual(0.1);
  expect(f1).toBeGreaterThan(0.9);
});
