import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WindowDataset } from '../../src/lib/data/window-dataset.js';
import { trainCounter } from '../../src/lib/evaluation/train-counter.js';
import { loadModel } from '../../src/lib/weights/load-model.js';
import { Workplace } from './framescope.js';
import { labelledClips, writeLabels } from './labelled-clips.js';

const workplace = new Workplace();
const at = (path: string): string => join(workplace.folder, path);

beforeAll(() => {
  labelledClips(at('clips'), { a: 24, b: 21 });
  labelledClips(at('many'), { a: 60, b: 60 });
  labelledClips(at('short'), { brief: 3, long: 20 });
  labelledClips(at('other'), { a: 12 });
  writeLabels(at('other'), 'a', [3, 400]);
  mkdirSync(at('nothing'));
  writeFileSync(at('a-file'), '');
});
afterAll(() => workplace.close());

describe('framescope train', () => {
  test('writes a model that loads, trained as trainCounter does; --json prints one document', async () => {
    const args = [
      'train',
      'clips',
      '-o',
      'models/counter.safetensors',
      '--epochs',
      '2',
      '--seed',
      '3',
      '--hold-out',
      'b',
      '--json',
    ];
    const { code, out, err } = await workplace.call(...args);
    expect(code, err).toBe(0);
    const document = JSON.parse(out);
    const dataset = await WindowDataset.open(at('clips'));
    const { train } = dataset.splitByVideo({ validation: ['b'] });
    const { model, history, trainingF1 } = await trainCounter(train, { epochs: 2, seed: 3 });
    expect(document).toMatchObject({
      weights: 'models/counter.safetensors',
      description: 'models/counter.json',
      videos: ['a'],
      epochs: 2,
      threshold: model.threshold,
      heldOut: { videos: [{ name: 'b', actual: 4 }] },
    });
    expect(document.loss).toBeCloseTo(history.metric('loss')[1], 3);
    expect(document.trainingF1).toBeCloseTo(trainingF1, 3);
    const loaded = await loadModel(at('models/counter.safetensors'));
    expect(loaded.threshold).toBe(model.threshold);
    expect(loaded.preprocessing).toEqual({ window: 4, size: 128, color: 'gray' });
    expect(readdirSync(at('models')).sort()).toEqual(['counter.json', 'counter.safetensors']);
    expect(err).toMatch(/training, epoch 1 of 2/);
  });

  test('Ctrl-C keeps a checkpoint and ends with 130; --resume goes on to the end and clears it away', async () => {
    const args = ['train', 'many', '-o', 'stopped.safetensors', '--epochs', '6'];
    const { process: child, ended, said } = workplace.start(...args);
    await said('training, epoch');
    child.kill('SIGINT');
    const { code, out, err } = await ended;
    expect(code).toBe(130);
    expect(out).toBe('');
    expect(err).toContain('kept in stopped.checkpoint.safetensors; --resume goes on from there');
    expect(existsSync(at('stopped.safetensors'))).toBe(false);
    const resumed = await workplace.call(...args, '--resume', '--json');
    expect(resumed.code, resumed.err).toBe(0);
    expect(JSON.parse(resumed.out)).toMatchObject({ epochs: 6, heldOut: null });
    expect(readdirSync(workplace.folder).filter((name) => name.startsWith('stopped'))).toEqual([
      'stopped.json',
      'stopped.safetensors',
    ]);
  });

  test('says at the end what came of it', async () => {
    const { code, out } = await workplace.call('train', 'clips', '-o', 'told.safetensors', '--epochs', '1');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^1 epochs in \d+ s, loss \d\.\d{3}\nthreshold 0\.\d+, F1 \d\.\d{3} on the training videos\ntold\.safetensors\n$/,
    );
  });

  test.each([
    ['a missing folder', ['nowhere'], /nowhere/],
    ['a folder without videos', ['nothing'], /no videos/],
    ['labels of another video', ['other'], /a\.npy has labels beyond the last frame/],
    ['a video shorter than a window', ['short'], /shorter than a window of 4 frames/],
    ['an unknown video to hold out', ['clips', '--hold-out', 'bb'], /"bb".*Nearest names: b/],
    ['all videos held out', ['clips', '--hold-out', 'a', '--hold-out', 'b'], /both sides of a split need a video/],
    ['a place that cannot be written to', ['clips', '-o', 'a-file/x.safetensors', '--epochs', '1'], /a-file/],
  ])('%s fails with 1', async (_, args, message) => {
    const { code, out, err } = await workplace.call('train', '-o', 'bad.safetensors', ...args, '--json');
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(readdirSync(workplace.folder).filter((name) => name.startsWith('bad'))).toEqual([]);
  });

  test.each([
    ['no folder', ['-o', 'x.safetensors'], /one folder/],
    ['no file to write', ['clips'], /needs -o FILE/],
    ['a file of another kind', ['clips', '-o', 'x.h5'], /ending in \.safetensors, not 'x\.h5'/],
    ['no epochs', ['clips', '-o', 'x.safetensors', '--epochs', '0'], /at least 1, not '0'/],
    ['a seed that is none', ['clips', '-o', 'x.safetensors', '--seed', '-1'], /--seed/],
    ['an unknown colour mode', ['clips', '-o', 'x.safetensors', '--color', 'sepia'], /gray or rgb, not 'sepia'/],
  ])('wrong use ends with 2 and shows the usage: %s', async (_, args, message) => {
    const { code, out, err } = await workplace.call('train', ...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).toContain('framescope train FOLDER');
  });
});
