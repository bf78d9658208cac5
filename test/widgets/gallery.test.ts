import { afterAll, beforeAll, test } from 'vitest';
import { createRandom } from '../../src/lib/random.js';
import { activationGrid } from '../../src/widgets/activation-grid.js';
import { eventStrip } from '../../src/widgets/event-strip.js';
import { filterPlayer } from '../../src/widgets/filter-player.js';
import { frameSlider } from '../../src/widgets/frame-slider.js';
import { livePlot } from '../../src/widgets/live-plot.js';
import { launchBrowser } from './browser.js';
import { bouncingBall, someActivations, someFilters } from './synthetic.js';

let chromium: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  chromium = await launchBrowser();
});
afterAll(() => chromium?.close());

for (const theme of ['light', 'dark'] as const)
  for (const width of [800, 400]) {
    test(`gallery ${theme} ${width}`, async () => {
      const random = createRandom(3);
      const actual = Array.from({ length: 42 }, (_, i) => 6 + Math.round(i * 7.4));
      const predicted = actual
        .filter((_, i) => i % 19 !== 8)
        .map((f, i) => f + [0, 1, -1, 0, 2][i % 5])
        .concat([178, 312])
        .sort((a, b) => a - b);
      const probability = Array.from({ length: 320 }, (_, i) =>
        Math.min(1, Math.max(...predicted.map((p) => 0.92 * Math.exp(-((p - i) ** 2) / 3))) + 0.04 * random.uniform()),
      );
      const strip = eventStrip({ predicted, actual, probability, threshold: 0.5, frameRate: 30, title: 'jumper-3.mp4' });
      const plot = livePlot();
      await plot.onTrainBegin({
        epochs: 8,
        batchesPerEpoch: 60,
        batchSize: 32,
        metrics: ['loss', 'accuracy', 'valLoss', 'valAccuracy'],
      });
      for (let epoch = 0; epoch < 6; epoch++) {
        for (let batch = 0; batch < 60; batch++) {
          const t = epoch + batch / 60;
          await plot.onBatchEnd({
            epoch,
            batch,
            metrics: {
              loss: 0.7 * Math.exp(-t / 2) + 0.15 * random.uniform(),
              accuracy: 1 - 0.4 * Math.exp(-t / 2) - 0.1 * random.uniform(),
            },
          });
        }
        const e = Math.exp(-(epoch + 0.5) / 2);
        await plot.onEpochEnd({
          epoch,
          seconds: 7.9,
          metrics: {
            loss: 0.7 * e + 0.08,
            accuracy: 0.95 - 0.4 * e,
            valLoss: 0.65 * e + 0.13 + 0.01 * epoch,
            valAccuracy: 0.92 - 0.35 * e,
          },
        });
      }
      const state = plot.state;
      await plot.onTrainEnd({ epochs: state.epochs, reason: 'stopped' });
      const frames = bouncingBall(90);
      const view = await chromium.open(
        [
          strip,
          plot,
          activationGrid(someActivations()),
          filterPlayer(someFilters(9)),
          frameSlider(frames, { events: [6, 18, 30, 42] }),
          eventStrip({ predicted: [3, 40, 80], frameCount: 100 }),
        ],
        { theme, width },
      );
      await view.page.getByRole('slider', { name: 'Epoch' }).hover({ position: { x: 150, y: 100 } });
      await view.screenshot(`charts-${theme}-${width}`);
      await view.close();
    });
  }
