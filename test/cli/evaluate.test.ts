import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluateCounter } from '../../src/lib/evaluation/evaluate-counter.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { saveModel } from '../../src/lib/weights/model-file.js';
import { Workplace } from './framescope.js';
import { labelledClips, writeLabels } from './labelled-clips.js';

const workplace = new Workplace();
const at = (path: string): string => join(workplace.folder, path);
const model = speedCounter({ input: 'motion' });

beforeAll(async () => {
  labelledClips(at('clips'), { a: 24, b: 21 });
  labelledClips(at('idle'), { a: 24, quiet: 20 });
  writeLabels(at('idle'), 'quiet', []);
  labelledClips(at('beyond'), { a: 24 });
  writeLabels(at('beyond'), 'a', [3, 99]);
  labelledClips(at('one'), { a: 24 });
  await saveModel(model, at('counter.safetensors'));
});
afterAll(() => {
  model.dispose();
  workplace.close();
});

describe('framescope evaluate', () => {
  test('--model --json: one document with the keys and numbers of evaluateCounter', async () => {
    const { code, out, err } = await workplace.call('evaluate', 'clips', '--model', 'counter.safetensors', '--json');
    expect(code, err).toBe(0);
    const document = JSON.parse(out);
    expect(document).toEqual(JSON.parse(JSON.stringify(await evaluateCounter(model, at('clips')))));
    expect(Object.keys(document)).toEqual(['videos', 'meanError', 'bias', 'offByOne']);
    const keys = ['name', 'actual', 'predicted', 'error', 'precision', 'recall', 'f1', 'f1At1'];
    expect(Object.keys(document.videos[0])).toEqual(keys);
    expect(document.videos.map(({ actual }: { actual: number }) => actual)).toEqual([4, 4]);
  });

  test('--leave-one-out: a score a video, kept in the file; the same command again trains nothing', async () => {
    const args = ['evaluate', 'clips', '--leave-one-out', '--epochs', '1', '--results', 'results.json', '--json'];
    const first = await workplace.call(...args);
    expect(first.code, first.err).toBe(0);
    expect(JSON.parse(first.out).videos.map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
    expect(first.err).toMatch(/video 1 of 2, without a: training, epoch 1 of 1/);
    expect(first.err).toMatch(/^a: \d+ counted, 4 labelled, F1 [01]\.\d{3}$/m);
    const again = await workplace.call(...args);
    expect(again.out).toBe(first.out);
    expect(again.err).not.toContain('training');
    const other = await workplace.call(...args, '--seed', '8');
    expect(other.code).toBe(1);
    expect(other.err).toContain('belongs to a run with other videos or settings');
  });

  test('a table without --json', async () => {
    const { code, out } = await workplace.call('evaluate', 'clips', '--model', 'counter.safetensors');
    expect(code).toBe(0);
    expect(out).toMatch(/^2 videos: mean error .*\nvideo +actual +predicted/);
  });

  test('a video without events has no relative error: null', async () => {
    const { code, out, err } = await workplace.call('evaluate', 'idle', '--model', 'counter.safetensors', '--json');
    expect(code, err).toBe(0);
    const [, quiet] = JSON.parse(out).videos;
    expect(quiet.actual).toBe(0);
    expect(quiet.error).toBe(quiet.predicted === 0 ? 0 : null);
  });

  test('Ctrl-C ends it with 130; nothing half-written', async () => {
    const {
      process: child,
      ended,
      said,
    } = workplace.start(...['evaluate', 'clips', '--leave-one-out', '--epochs', '500', '--results', 'stopped.json', '--json']);
    await said('training, epoch');
    child.kill('SIGINT');
    const { code, out, err } = await ended;
    expect(code).toBe(130);
    expect(out).toBe('');
    expect(err).toContain('Stopping');
    expect(existsSync(at('stopped.json'))).toBe(false);
  });

  test.each([
    ['labels beyond the last frame', ['beyond', '--model', 'counter.safetensors'], /a\.npy has labels beyond the last frame/],
    ['a missing folder', ['nowhere', '--model', 'counter.safetensors'], /nowhere/],
    ['one video alone', ['one', '--leave-one-out'], /at least two/],
    [
      'a results file that is something else',
      ['clips', '--leave-one-out', '--results', 'notes.json'],
      /notes\.json holds no results/,
    ],
  ])('%s fails with 1', async (_, args, message) => {
    writeFileSync(at('notes.json'), '{"notes":[]}');
    const { code, out, err } = await workplace.call('evaluate', ...args, '--json');
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(readFileSync(at('notes.json'), 'utf8')).toBe('{"notes":[]}');
  });

  test.each([
    ['no folder', [], /one folder/],
    ['two folders', ['a', 'b'], /one folder/],
    ['a model to leave one out with', ['a', '--leave-one-out', '--model', 'x.safetensors'], /takes no --model/],
    ['epochs without training', ['a', '--epochs', '3'], /--epochs goes with --leave-one-out/],
    ['epochs that are no number', ['a', '--leave-one-out', '--epochs', 'many'], /whole number of at least 1, not 'many'/],
  ])('wrong use ends with 2 and shows the usage: %s', async (_, args, message) => {
    const { code, out, err } = await workplace.call('evaluate', ...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).toContain('framescope evaluate FOLDER');
  });
});
