import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { InvalidInputError, NotFoundError } from '../../src/lib/errors.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { loadModel } from '../../src/lib/weights/load-model.js';
import { saveModel } from '../../src/lib/weights/model-file.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/lib/weights/safetensors.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-model-'));
});
afterEach(async () => {
  engine().disposeVariables();
  await rm(folder, { recursive: true });
});

/** A file as the format's description lays it out, byte by byte. */
function handmade(header: string, values: number[]): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), Buffer.from(Float32Array.from(values).buffer)]);
}

describe('safetensors', () => {
  test('reads a file laid out by hand', () => {
    const header = '{"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}';
    const arrays = decodeSafetensors(handmade(header, [5, 6, 7]), 'x.safetensors');
    expect(arrays.map(({ name, shape, data }) => [name, shape, Array.from(data)])).toEqual([
      ['b', [2], [6, 7]],
      ['a', [], [5]],
    ]);
  });

  test('what is written is read again, and its header says where all is', () => {
    const data = Float32Array.of(1, -2.5, 3e-8, Number.MAX_VALUE, 0, 7);
    const bytes = Buffer.from(encodeSafetensors([{ name: 'w', shape: [2, 3], data }], { format: 'framescope' }));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE())));
    expect(header).toEqual({ __metadata__: { format: 'framescope' }, w: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] } });
    expect(decodeSafetensors(bytes, 'x')[0].data).toEqual(data);
  });

  test.each([
    ['empty', Buffer.alloc(0), 'no complete safetensors file'],
    ['cut header', handmade('{"a":{"dtype":"F32"', []).subarray(0, 20), 'no complete safetensors file'],
    ['no JSON', handmade('nonsense', []), 'its header is not JSON'],
    [
      'cut values',
      handmade('{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}', [1, 2]),
      'a of shape [4] at bytes 0 to 16',
    ],
    ['shape and length disagree', handmade('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}', [1, 2]), 'a of shape [3]'],
    [
      'another type',
      handmade('{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', [1, 2]),
      'a has a type that is not supported',
    ],
    ['negative offset', handmade('{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}', [1]), 'an unreadable entry for a'],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes, 'x.safetensors')).toThrow(InvalidInputError);
    expect(() => decodeSafetensors(bytes, 'x.safetensors')).toThrow(message);
  });
});

describe('a saved model', () => {
  test('comes back with the same answers, preprocessing and layers', async () => {
    const tf = engine();
    const model = speedCounter({ size: 121, seed: 3, output: 'softmax', input: 'motion' });
    model.threshold = 0.35;
    const path = join(folder, 'deep', 'gray.safetensors');
    await saveModel(model, path);
    const loaded = await loadModel(path);
    const x = tf.randomUniform([2, 4, 121, 121, 1], 0, 1, 'float32', 5) as never;
    expect(Array.from(loaded.apply(x).dataSync())).toEqual(Array.from(model.apply(x).dataSync()));
    expect(loaded.preprocessing).toEqual({ window: 4, size: 121, color: 'gray' });
    expect(loaded.output).toBe('softmax');
    expect(loaded.threshold).toBe(0.35);
    expect(loaded.layerNames).toEqual(model.layerNames);
    expect(await readdir(join(folder, 'deep'))).toEqual(['gray.json', 'gray.safetensors']);
  });

  test('weights of another architecture are refused by name', async () => {
    const path = join(folder, 'a.safetensors');
    await saveModel(speedCounter({ size: 121 }), path);
    await saveModel(speedCounter({ size: 121, channels: 3 }), join(folder, 'b.safetensors'));
    await writeFile(path, await readFile(join(folder, 'b.safetensors')));
    await expect(loadModel(path)).rejects.toThrow(
      'a.safetensors: conv3d_1/kernel belongs to another architecture. Received: [2, 16, 16, 3, 4]. Accepted: [2, 16, 16, 1, 4]',
    );
  });

  test('damage is told: truncated weights, no description, another JSON, another name', async () => {
    const path = join(folder, 'a.safetensors');
    await expect(loadModel(path)).rejects.toThrow(NotFoundError);
    await saveModel(speedCounter({ size: 121 }), path);
    const weights = await readFile(path);
    await writeFile(path, weights.subarray(0, weights.length - 100));
    await expect(loadModel(path)).rejects.toThrow('no complete safetensors file');
    await writeFile(join(folder, 'a.json'), '{"format":"other"}');
    await expect(loadModel(path)).rejects.toThrow('a.json does not describe a framescope model');
    await writeFile(join(folder, 'a.json'), '{');
    await expect(loadModel(path)).rejects.toThrow('a.json is not JSON');
    await expect(loadModel(join(folder, 'a.bin'))).rejects.toThrow("a model file's name must say what it is");
    await expect(loadModel(path, { preprocessing: { size: 64 } })).rejects.toThrow('carries its preprocessing');
  });
});
