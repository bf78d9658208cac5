import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { engine, engineReady } from '../../src/lib/backend/engine.js';
import { faithfulSpeedCounter } from '../../src/lib/faithful/speed-counter.js';
import { loadModel } from '../../src/lib/weights/load-model.js';
import { saveModel } from '../../src/lib/weights/model-file.js';

beforeAll(engineReady);
afterEach(() => engine().disposeVariables());

describe('the original counter', () => {
  test.each([
    ['gray', 32_368],
    ['flow', 34_416],
    ['rgb', 36_464],
  ] as const)('for %s has %d parameters, softmax, and windows of 4 × 128 × 128', (color, parameters) => {
    const model = faithfulSpeedCounter({ color });
    expect(model.parameterCount).toBe(parameters);
    expect(model.output).toBe('softmax');
    expect(model.preprocessing).toEqual({ window: 4, size: 128, color });
  });

  test("keeps Keras's momentum and TensorFlow's pooling gradient, also through a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'framescope-faithful-'));
    const path = join(folder, 'original.safetensors');
    await saveModel(faithfulSpeedCounter(), path);
    const settings = (await loadModel(path)).network.layers.map((layer) => layer.getConfig());
    await rm(folder, { recursive: true });
    expect(settings.filter(({ momentum }) => momentum === 0.99)).toHaveLength(5);
    expect(settings.filter(({ gradient }) => gradient === 'tensorflow')).toHaveLength(5);
  });

  test('an unknown colour mode is refused', () => {
    expect(() => faithfulSpeedCounter({ color: 'hsv' as never })).toThrow("Accepted: 'gray', 'rgb', 'flow'");
  });
});
