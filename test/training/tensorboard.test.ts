import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { checkpoint } from '../../src/lib/training/callbacks/checkpoint.js';
import { tensorboard } from '../../src/lib/training/callbacks/tensorboard.js';
import type { BatchLog } from '../../src/lib/training/callbacks.js';
import { crc32c, scalarRecord } from '../../src/lib/training/event-file.js';
import { fit } from '../../src/lib/training/fit.js';
import { cosineDecay } from '../../src/lib/training/schedules.js';
import { sgd } from '../../src/lib/training/sgd.js';
import { flashes } from './synthetic-dataset.js';
import { TINY, tinyModel } from './tiny-model.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-tensorboard-'));
});
afterEach(async () => {
  engine().disposeVariables();
  await rm(folder, { recursive: true, force: true });
});

/** A protocol-buffer message as field number → values: numbers, or bytes of nested messages and texts. */
function parse(bytes: Buffer): Map<number, (number | Buffer)[]> {
  const fields = new Map<number, (number | Buffer)[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const length = { 0: 0, 1: 8, 2: 0, 5: 4 }[key % 8] || varint();
    const rest = bytes.subarray(at, at + length);
    if (key % 8 !== 0) at += length;
    const read: Record<number, () => number | Buffer> = {
      0: () => length,
      1: () => rest.readDoubleLE(),
      2: () => rest,
      5: () => rest.readFloatLE(),
    };
    const value = read[key % 8]();
    fields.set(Math.floor(key / 8), [...(fields.get(Math.floor(key / 8)) ?? []), value]);
  }
  return fields;
}

/** The scalars of all event files in a folder, as `tag`, `step`, `value`; the header record is checked on the way. */
async function readScalars(run: string): Promise<[tag: string, step: number, value: number][]> {
  const scalars: [string, number, number][] = [];
  for (const name of (await readdir(join(folder, run))).sort()) {
    expect(name).toMatch(/^events\.out\.tfevents\.\d+\./);
    const file = await readFile(join(folder, run, name));
    let at = 0;
    for (let record = 0; at < file.length; record++) {
      const length = Number(file.readBigUInt64LE(at));
      const event = parse(file.subarray(at + 12, at + 12 + length));
      at += length + 16;
      expect(event.get(1)?.[0]).toBeGreaterThan(1.7e9);
      if (record === 0) {
        expect(String(event.get(3)?.[0])).toBe('brain.Event:2');
        continue;
      }
      const value = parse(parse(event.get(5)?.[0] as Buffer).get(1)?.[0] as Buffer);
      scalars.push([String(value.get(1)?.[0]), Number(event.get(2)?.[0]), Number(value.get(2)?.[0])]);
    }
    expect(at).toBe(file.length);
  }
  return scalars;
}

const byTag = (scalars: [string, number, number][], tag: string) =>
  scalars.filter(([name]) => name === tag).map(([, step, value]) => [step, value]);
const { train, validation } = flashes({ videos: 3, frames: 40, size: TINY }).splitByVideo({ validation: ['flash-3'] });

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  test.each([
    ['32 bytes of zeros', Buffer.alloc(32), 0x8a9136aa],
    ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['0 to 31', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    ['31 to 0', Buffer.from(Array.from({ length: 32 }, (_, i) => 31 - i)), 0x113fdb5c],
    ['123456789', Buffer.from('123456789'), 0xe3069283],
  ])('%s', (_, bytes, wanted) => {
    expect(crc32c(bytes)).toBe(wanted);
  });
});

test('a record is, byte for byte, what TensorBoard writes', () => {
  // Made with TensorBoard's own RecordWriter and Event message: wall_time 1.5, step 300, tag 'a', value 0.25.
  const record = scalarRecord({ tag: 'a', value: 0.25, step: 300, time: 1.5 });
  expect(Buffer.from(record).toString('hex')).toBe(
    '1800000000000000a37f4b2209000000000000f83f10ac022a0a0a080a0161150000803eb4fa9511',
  );
});

test('training and validation are two runs with the same charts, over the epoch and over the batch', async () => {
  const batches: BatchLog[] = [];
  const history = await fit(tinyModel(), train, {
    epochs: 3,
    batchSize: 4,
    validation,
    optimizer: sgd({ learningRate: cosineDecay({ from: 0.5, steps: 30 }) }),
    callbacks: [tensorboard(folder, { every: 2 }), { onBatchEnd: (log) => void batches.push(log) }],
  });
  const written = await readScalars('train');
  const held = await readScalars('validation');
  const overEpochs = (metric: string) => history.metric(metric).map((value, epoch) => [epoch, Math.fround(value)]);
  expect(byTag(written, 'epoch_loss')).toEqual(overEpochs('loss'));
  expect(byTag(written, 'epoch_accuracy')).toEqual(overEpochs('accuracy'));
  expect(byTag(held, 'epoch_loss')).toEqual(overEpochs('valLoss'));
  expect(byTag(held, 'epoch_accuracy')).toEqual(overEpochs('valAccuracy'));
  const rates = [5, 10, 15].map((step, epoch) => [epoch, Math.fround(cosineDecay({ from: 0.5, steps: 30 })(step))]);
  expect(byTag(written, 'epoch_learning_rate')).toEqual(rates);
  const everySecond = [1, 3, 5, 7, 9, 11, 13].map((step) => [step, batches[step].metrics.loss]);
  expect(byTag(written, 'batch_loss')).toEqual(everySecond);
});

test('without batches asked for there are none; without validation there is no such run', async () => {
  await fit(tinyModel(), train, { epochs: 1, batchSize: 4, callbacks: [tensorboard(folder)] });
  expect((await readScalars('train')).map(([tag]) => tag)).toEqual(['epoch_loss', 'epoch_accuracy', 'epoch_learning_rate']);
  expect(await readdir(folder)).toEqual(['train']);
});

test('resumed training adds to its charts', async () => {
  const path = join(folder, 'run.safetensors');
  const settings = { batchSize: 4, callbacks: [tensorboard(folder), checkpoint(path)], resume: path };
  await fit(tinyModel(), train, { ...settings, epochs: 1 });
  await fit(tinyModel(), train, { ...settings, epochs: 3 });
  expect(byTag(await readScalars('train'), 'epoch_loss').map(([step]) => step)).toEqual([0, 1, 2]);
});

test('every is a count', () => {
  expect(() => tensorboard(folder, { every: 0.5 })).toThrow('every must be an integer of at least 1');
});
