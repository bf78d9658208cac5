import { describe, expect, test } from 'vitest';
import { CountingScores, scoreVideo } from '../../src/lib/evaluation/counting-scores.js';

const bundleOf = (value: object): Record<string, string> =>
  (Reflect.get(value, Symbol.for('Jupyter.display')) as () => Record<string, string>).call(value);

describe('J78: scores of counted videos', () => {
  test('count error signed, precision, recall, F1 within two frames and within one, by hand', () => {
    const score = scoreVideo('a', [10, 20, 33, 50], [11, 20, 30, 40, 52]);
    expect(score).toMatchObject({ name: 'a', actual: 5, predicted: 4, precision: 0.75, recall: 0.6 });
    expect(score.error).toBeCloseTo(-0.2);
    expect(score.f1).toBeCloseTo(2 / 3); // pairs 10–11, 20–20, 50–52
    expect(score.f1At1).toBeCloseTo(4 / 9); // the last pair is two frames apart
  });

  test('means over videos: absolute error, bias, share off by one event at most', () => {
    const scores = new CountingScores([
      scoreVideo('less', [1, 11, 21], [1, 11, 21, 31]),
      scoreVideo('more', [0, 10, 20, 30, 40, 50], [0, 10, 20, 30]),
      scoreVideo('right', [5], [5]),
    ]);
    expect(scores.meanError).toBeCloseTo((0.25 + 0.5 + 0) / 3);
    expect(scores.bias).toBeCloseTo((-0.25 + 0.5 + 0) / 3);
    expect(scores.offByOne).toBeCloseTo(2 / 3);
  });

  test('a video without events has no relative error; the others’ means stand', () => {
    const scores = new CountingScores([scoreVideo('idle', [5], []), scoreVideo('right', [5], [5]), scoreVideo('silent', [], [])]);
    expect(scores.videos.map(({ error }) => error)).toEqual([Infinity, 0, 0]);
    expect(scores.meanError).toBe(0);
    expect(scores.offByOne).toBe(1);
    expect(JSON.parse(JSON.stringify(scores)).videos[0]).toEqual({
      name: 'idle',
      actual: 0,
      predicted: 1,
      error: null,
      precision: 0,
      recall: 0,
      f1: 0,
      f1At1: 0,
    });
    expect(JSON.parse(JSON.stringify(new CountingScores([scoreVideo('idle', [5], [])])))).toMatchObject({
      meanError: null,
      bias: null,
      offByOne: 1,
    });
  });

  test('shows itself as a table, a video a row', () => {
    const shown = bundleOf(new CountingScores([scoreVideo('less', [1, 11, 21], [1, 11, 21, 31]), scoreVideo('idle', [5], [])]));
    expect(shown['text/plain']).toMatch(/2 videos: mean error 25\.0 %, bias −25\.0 %, 2 of 2 counted within one event/);
    expect(shown['text/markdown']).toContain('| less | 4 | 3 | −25.0 % | 1 | 0.75 | 0.857 | 0.857 |');
    expect(shown['text/markdown']).toContain('| idle | 0 | 1 | – |');
  });
});
