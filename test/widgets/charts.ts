import { createRandom } from '../../src/lib/random.js';
import type { HistoryLike } from '../../src/widgets/index.js';

/** A confusion matrix of three sports, and one class that nothing was taken for. */
export const SPORTS: { readonly classes: string[]; readonly matrix: number[][] } = {
  classes: ['badminton', 'formula1', 'volleyball', 'never'],
  matrix: [
    [222, 3, 7, 0],
    [10, 152, 7, 0],
    [38, 6, 132, 0],
    [0, 3, 0, 0],
  ],
};

/** Actual and predicted classes of `count` samples: right three times out of four, else the class beside. */
export function someLabels(count: number, classes: number): { actual: number[]; predicted: number[] } {
  const random = createRandom(5);
  const actual = Array.from({ length: count }, (_, i) => i % classes);
  return { actual, predicted: actual.map((place) => (random.uniform() < 0.75 ? place : (place + 1) % classes)) };
}

/** A run of `epochs` that gets better, validation less so. */
export function someHistory(epochs: number, speed = 0.1): HistoryLike & { epochs: readonly object[] } {
  return {
    epochs: Array.from({ length: epochs }, (_, epoch) => {
      const left = Math.exp(-epoch * speed);
      const metrics = {
        loss: 2.4153 * left + 0.2,
        accuracy: 0.95 - 0.8 * left,
        valLoss: 2.1 * left + 0.6,
        valAccuracy: 0.75 - 0.6 * left,
      };
      return { epoch, metrics };
    }),
  };
}

/** Two blocks above a half, at 14.8–17.3 s and 20–22 s of 24 s, a value every third of a second. */
export function twoBlocks(): { probability: number[]; times: number[]; duration: number } {
  const times = Array.from({ length: 72 }, (_, i) => Math.round((i / 3) * 1000) / 1000);
  const isOn = (time: number): boolean => (time >= 14.6 && time < 17.2) || (time >= 19.9 && time < 21.9);
  return {
    probability: times.map((time, i) => (isOn(time) ? 0.9 - 0.02 * (i % 3) : 0.05 + 0.01 * (i % 4))),
    times,
    duration: 24,
  };
}

/** Two videos of 60 and 40 frames, three classes; every seventh prediction flickers, the first video has a cut at frame 30. */
export function flickering(): { probabilities: number[][]; starts: number[]; classes: string[] } {
  const classOf = (frame: number): number => (frame < 30 ? 0 : frame < 60 ? 1 : 2);
  const probabilities = Array.from({ length: 100 }, (_, frame) => {
    const place = frame % 7 === 3 ? (classOf(frame) + 1) % 3 : classOf(frame);
    return [0, 1, 2].map((c) => (c === place ? 0.8 : 0.1));
  });
  return { probabilities, starts: [60], classes: ['badminton', 'formula1', 'volleyball'] };
}
