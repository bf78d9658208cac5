import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Frames } from '../../src/lib/video/frames.js';
import { saveVideo } from '../../src/lib/video/save-video.js';
import { Workplace } from './framescope.js';

const workplace = new Workplace();
beforeAll(async () => {
  const frames = new Frames({ data: new Uint8Array(50 * 48 * 64), shape: [50, 48, 64, 1], frameRate: 25, name: 'black' });
  for (const name of ['a.mp4', 'b.avi']) await saveVideo(frames, join(workplace.folder, name));
});
afterAll(() => workplace.close());

const FACTS = {
  width: 64,
  height: 48,
  rotation: 0,
  frames: 50,
  frameRate: 25,
  isVariableFrameRate: false,
  duration: 2,
  codec: expect.stringMatching(/^(h264|mpeg4)$/),
  pixelFormat: 'yuv420p',
  sampleAspectRatio: 1,
  hasAudio: false,
  container: 'mov,mp4,m4a,3gp,3g2,mj2',
};

describe('framescope info', () => {
  test('--json prints one object with these keys, in this order, and nothing else', async () => {
    const { code, out, err } = await workplace.call('info', 'a.mp4', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual(FACTS);
    expect(Object.keys(JSON.parse(out))).toEqual(Object.keys(FACTS));
  });

  test('without --json the same is told for a reader', async () => {
    const { code, out } = await workplace.call('info', 'a.mp4', '--decode');
    expect(code).toBe(0);
    expect(out).toMatch(/^a\.mp4\n {2}size +64×48\n {2}frames +50\n {2}rate +25 fps\n/);
  });

  test('several videos are a list; one that cannot be read is told on stderr, with exit code 1', async () => {
    const { code, out, err } = await workplace.call('info', 'a.mp4', 'none.mp4', 'b.avi', '--json');
    expect(code).toBe(1);
    expect(err).toMatch(/^the video none\.mp4 is not in .*\n$/);
    const facts = JSON.parse(out) as { file: string; codec: string }[];
    expect(facts.map(({ file }) => file)).toEqual(['a.mp4', 'b.avi']);
    expect(facts[1].codec).toBe('mjpeg');
  });

  test('one that cannot be read gives no output', async () => {
    const { code, out, err } = await workplace.call('info', 'none.mp4', '--json');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test.each([[[]], [['--jsn', 'a.mp4']]])('wrong use ends with 2: %s', async (args) => {
    const { code, out, err } = await workplace.call('info', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('framescope info VIDEO');
  });
});
