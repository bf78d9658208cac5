import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { duration, ProgressLine } from '../../src/cli/progress-line.js';

/** A stream that remembers. */
function recorder(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  let text = '';
  const stream = { isTTY, write: (piece: string) => (text += piece) } as unknown as NodeJS.WriteStream;
  return { stream, text: () => text };
}

describe('the progress line', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('in a log: a line when something begins, then every fifteen seconds, with rate and time left', () => {
    const { stream, text } = recorder(false);
    const line = new ProgressLine(stream);
    for (let done = 0; done <= 60; done++) {
      line.show({ done, total: 120, unit: 'batch', label: `training, epoch ${1 + Math.floor(done / 30)} of 4` });
      vi.advanceTimersByTime(500);
    }
    line.show({ done: 1, total: 9, unit: 'window', label: 'counting in a' });
    expect(text().split('\n')).toEqual([
      'training, epoch 1 of 4  0/120 batches',
      'training, epoch 2 of 4  30/120 batches  2.0 batches/s  45 s left',
      'training, epoch 3 of 4  60/120 batches  2.0 batches/s  30 s left',
      'counting in a  1/9 windows',
      '',
    ]);
  });

  test('on a terminal one line is written over, and cleared in the end', () => {
    const { stream, text } = recorder(true);
    const line = new ProgressLine(stream);
    line.show({ done: 0, total: 9, unit: 'frame', label: 'decoding a long name' });
    vi.advanceTimersByTime(1000);
    line.show({ done: 9, total: 9, unit: 'frame', label: 'decoding a long name' });
    line.clear();
    expect(text()).not.toContain('\n');
    expect(
      text()
        .split('\r')
        .filter((part) => part.trim() !== ''),
    ).toHaveLength(2);
    expect(text().endsWith('\r')).toBe(true);
  });

  test('durations', () => {
    expect([0.2, 59.5, 61, 3725].map(duration)).toEqual(['1 s', '1 min 0 s', '1 min 1 s', '1 h 2 min']);
  });
});
