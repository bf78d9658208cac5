import { afterEach, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { countEvents } from '../../src/lib/evaluation/count-events.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { pictureColor } from '../../src/lib/preprocessing.js';
import { Frames } from '../../src/lib/video/frames.js';

afterEach(() => engine().disposeVariables());

test('a model of optical flow refuses decoded pictures, and says what it reads', async () => {
  const pictures = new Frames({
    name: 'black',
    data: new Uint8Array(8 * 128 * 128),
    shape: [8, 128, 128, 1],
    timestamps: Float64Array.from({ length: 8 }, (_, i) => i / 30),
    frameRate: 30,
  });
  const counted = countEvents(speedCounter({ channels: 2 }), pictures);
  await expect(counted).rejects.toThrow(InvalidInputError);
  await expect(counted).rejects.toThrow('this model reads optical flow, and decoded pictures are none');
  expect(pictureColor({ color: 'rgb' })).toBe('rgb');
});
