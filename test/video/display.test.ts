import { join } from 'node:path';
import { inspect } from 'node:util';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { openVideo } from '../../src/lib/video/video.js';
import { ffmpeg, temporaryFolder } from './clips.js';

const folder = temporaryFolder();

interface Displayable {
  [key: symbol]: () => Promise<Record<string, string>>;
}

test('a video shows a picture in its true aspect, and a line of facts', async () => {
  const path = join(folder, 'wide_pixels.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=960x540:rate=30:duration=1'];
  ffmpeg([...source, '-vf', 'setsar=2', '-c:v', 'mpeg4', path]);
  const video = await openVideo(path);
  const facts = 'wide_pixels: 30 frames, 30 fps, 1.0 s, 960×540, mpeg4';
  expect(inspect(video)).toBe(facts);
  const bundle = await (video as unknown as Displayable)[Symbol.for('Jupyter.display')]();
  expect(bundle['text/plain']).toBe(facts);
  const [, base64 = '', line] = /^!\[[^\]]*\]\(data:image\/jpeg;base64,([^)]*)\)\n\n(.*)$/.exec(bundle['text/markdown']) ?? [];
  expect(line).toBe(facts.replace('_', '\\_'));
  const picture = await sharp(Buffer.from(base64, 'base64')).metadata();
  expect(picture).toMatchObject({ format: 'jpeg', width: 320, height: 90 });
  expect(base64.length).toBeLessThan(40_000);
});

test('its facts are plain data', async () => {
  const path = join(folder, 'plain.mp4');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=30000/1001:duration=1', '-c:v', 'mpeg4', path]);
  const facts: unknown = JSON.parse(JSON.stringify(await openVideo(path)));
  expect(facts).toMatchObject({ name: 'plain', frameCount: 30, width: 64, height: 48, rotation: 0, isVariableFrameRate: false });
  expect(facts).toHaveProperty('note');
  expect(facts).toHaveProperty('frameRate', expect.closeTo(30000 / 1001, 9));
});
