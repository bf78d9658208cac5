import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countEvents } from '../../src/lib/evaluation/count-events.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { openVideo } from '../../src/lib/video/video.js';
import { saveModel } from '../../src/lib/weights/model-file.js';
import { Workplace } from './framescope.js';
import { labelledClips } from './labelled-clips.js';

const workplace = new Workplace();
const at = (path: string): string => join(workplace.folder, path);
const model = speedCounter({ input: 'motion' });

beforeAll(async () => {
  labelledClips(at('clips'), { 'a-1': 20, 'a-2': 12, 'a-10': 16 });
  labelledClips(at('short'), { brief: 3, long: 12 });
  writeFileSync(at('text.mp4'), 'no video');
  await saveModel(model, at('counter.safetensors'));
});
afterAll(() => {
  model.dispose();
  workplace.close();
});

describe('framescope count', () => {
  test('--json: one document with what countEvents gives', async () => {
    const { code, out, err } = await workplace.call('count', 'clips/videos/a-1.mov', '--model', 'counter.safetensors', '--json');
    expect(code, err).toBe(0);
    const expected = await countEvents(model, await openVideo(at('clips/videos/a-1.mov')));
    const document = JSON.parse(out);
    expect(document).toMatchObject({ file: 'clips/videos/a-1.mov', name: 'a-1', count: expected.count, method: 'model' });
    expect(document.confidence).toBeCloseTo(expected.confidence, 3);
    expect(document.events.map(({ frame }: { frame: number }) => frame)).toEqual(expected.eventFrames);
    for (const { frame, time } of document.events) expect(time).toBeCloseTo(frame / 10);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a folder gives a list in natural order; messages go to stderr, the words to stdout', async () => {
    const listed = await workplace.call('count', 'clips', '--model', 'counter.safetensors', '--json');
    expect(JSON.parse(listed.out).map(({ name }: { name: string }) => name)).toEqual(['a-1', 'a-2', 'a-10']);
    expect(listed.err).toContain('decoding a-1');
    const told = await workplace.call('count', 'clips', '--model', 'counter.safetensors');
    expect(told.out).toMatch(/^a-1: \d+ events, confidence [01]\.\d\d\na-2: .*\na-10: .*\n$/);
  });

  test('of several videos, what can be counted is; the others are told, a line each, and the code is 1', async () => {
    const files = ['text.mp4', 'clips/videos/a-2.mov', 'short/videos/brief.mov', 'nowhere.mp4'];
    const { code, out, err } = await workplace.call('count', ...files, '--model', 'counter.safetensors', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).map(({ name }: { name: string }) => name)).toEqual(['a-2']);
    expect(err).toMatch(/text\.mp4/);
    expect(err).toMatch(/brief is shorter than a window of 4 frames/);
    expect(err).toMatch(/nowhere\.mp4/);
  });

  test.each([
    [
      'a window longer than the video',
      ['short/videos/brief.mov', '--model', 'counter.safetensors'],
      /shorter than a window of 4/,
    ],
    ['a video that is none', ['text.mp4', '--model', 'counter.safetensors'], /text\.mp4/],
    ['a missing video', ['nowhere.mp4', '--model', 'counter.safetensors'], /nowhere\.mp4/],
    ['a missing model', ['clips/videos/a-1.mov', '--model', 'nowhere.safetensors'], /nowhere/],
    ['a model that is none', ['clips/videos/a-1.mov', '--model', 'text.mp4'], /text\.mp4/],
  ])('%s fails with 1 and one line', async (_, args, message) => {
    const { code, out, err } = await workplace.call('count', ...args, '--json');
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(
      err
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith('decoding')),
    ).toHaveLength(1);
  });

  test.each([
    ['no video', []],
    ['an unknown option', ['a.mp4', '--modell', 'x']],
    ['an option without its value', ['a.mp4', '--model']],
  ])('wrong use ends with 2 and shows the usage: %s', async (_, args) => {
    const { code, out, err } = await workplace.call('count', ...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('framescope count VIDEO…');
  });
});
