import { sampleData } from '../../src/lib/data/video-folder.js';
import { createRandom } from '../../src/lib/random.js';
import { openVideo } from '../../src/lib/video/video.js';
import {
  activationGrid,
  barChart,
  classReport,
  clipGallery,
  confusionMatrix,
  control,
  eventStrip,
  type Figure,
  filterPlayer,
  flowField,
  framePair,
  frameSlider,
  historyPlot,
  interact,
  labelEditor,
  labelSmoothing,
  livePlot,
  probabilityLine,
  topK,
  videoPlayer,
  volume,
} from '../../src/widgets/index.js';
import { flickering, SPORTS, someHistory, twoBlocks } from './charts.js';
import { bouncingBall, someActivations, someFilters, turningField } from './synthetic.js';

/**
 * Every kind of figure with drawn or computed data, always the same: what `npm run gallery` shows and what the tests of
 * pictures look at. By kind.
 */
export const GALLERY: Readonly<Record<string, () => Figure | Promise<Figure>>> = {
  frameSlider: () => frameSlider(bouncingBall(120, { channels: 3 }), { events: [0, 24, 48, 72, 96], title: 'A bouncing ball' }),
  eventStrip: () => {
    const actual = Array.from({ length: 20 }, (_, i) => 8 + 14 * i);
    const predicted = actual.map((frame, i) => frame + (i % 4) - 1).filter((_, i) => i !== 8);
    const probability = Array.from({ length: 300 }, (_, frame) =>
      Math.max(0.03, ...predicted.map((event) => Math.exp(-((frame - event) ** 2) / 6) * (0.7 + 0.02 * (event % 13)))),
    );
    for (const frame of [60, 195]) probability[frame] = 0.5;
    return eventStrip({ title: 'Jumps', actual, probability, threshold: 0.4, frameRate: 30 });
  },
  livePlot: async () => {
    const former = someHistory(6, 0.4);
    const plot = livePlot({ 'half the data': former }, { title: 'Training the counter', name: 'all the data' });
    const random = createRandom(5);
    await plot.onTrainBegin({
      epochs: 8,
      batchesPerEpoch: 40,
      batchSize: 32,
      metrics: ['loss', 'accuracy', 'valLoss', 'valAccuracy'],
    });
    for (let epoch = 0; epoch < 6; epoch++) {
      for (let batch = 0; batch < 40; batch++) {
        const left = Math.exp(-(epoch + batch / 40) / 2);
        const noise = 0.1 * random.normal();
        await plot.onBatchEnd({
          epoch,
          batch,
          metrics: { loss: (0.7 + noise) * left + 0.1, accuracy: 0.97 - (0.4 + noise) * left },
        });
      }
      const left = Math.exp(-(epoch + 1) / 2);
      const validation = { valLoss: 0.6 * left + 0.16, valAccuracy: 0.93 - 0.35 * left };
      await plot.onEpochEnd({
        epoch,
        seconds: 8.1,
        metrics: { loss: 0.7 * left + 0.1, accuracy: 0.97 - 0.4 * left, ...validation },
      });
    }
    await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'stopped' });
    plot.set('seconds', 48.6);
    return plot;
  },
  activationGrid: () => activationGrid(someActivations(), { title: 'Activations for a bouncing ball' }),
  filterPlayer: () => filterPlayer(someFilters(9), { title: 'What nine filters of conv3d_3 want to see' }),
  clipGallery: () =>
    clipGallery(
      [2, 5, 8, 11, 14].map((count) => bouncingBall(count * 3, { channels: 3 })),
      {
        labels: ['walk', 'jump', 'run', 'turn', 'rest'],
        title: 'Five clips',
      },
    ),
  interact: () =>
    interact(({ frames }) => framePair(bouncingBall(frames)), { frames: control.slider({ least: 10, greatest: 30, step: 10 }) }),
  volume: () => volume(bouncingBall(12), { title: 'A bouncing ball in space and time' }),
  flowField: () => flowField(turningField(2, { width: 80, height: 60 }), { title: 'A turning field' }),
  historyPlot: () => historyPlot(someHistory(30)),
  confusionMatrix: () => confusionMatrix(SPORTS),
  classReport: () => classReport(SPORTS),
  topK: () =>
    topK([0.62, 0.15, 0.11, 0.06, 0.04, 0.02], {
      classes: ['surfing water', 'sailing', 'kitesurfing', 'parasailing', 'swimming', 'juggling'],
      actual: 'sailing',
      clip: bouncingBall(30, { channels: 3 }),
    }),
  framePair: () => framePair(bouncingBall(120, { channels: 3 }), { title: 'A bouncing ball' }),
  labelSmoothing: () => labelSmoothing({ ...flickering(), queue: 8, frameRate: 25 }),
  probabilityLine: () => probabilityLine({ ...twoBlocks(), frameRate: 30, title: 'Slips', yTitle: 'slipping probability' }),
  barChart: () =>
    barChart(
      [0.875, 0.9383, 0.8302].map((f1, i) => ({ class: SPORTS.classes[i], f1 })),
      { x: 'class', y: 'f1' },
    ),
  labelEditor: () =>
    labelEditor(bouncingBall(120, { channels: 3 }), {
      events: [0, 24, 48],
      predictions: [
        { frame: 72, confidence: 0.9 },
        { frame: 96, confidence: 0.6 },
      ],
      other: [1, 24, 47, 60],
      title: 'A bouncing ball, labelled',
    }),
  videoPlayer: async () => videoPlayer(await openVideo(sampleData('jump-rope').videos[0].file), { width: 480 }),
};

/** Kinds that look different with other data, by a name of their own. */
const MORE: typeof GALLERY = {
  synchronisedVideos: () =>
    frameSlider([bouncingBall(60, { channels: 3 }), bouncingBall(40, { frameRate: 25, width: 96, height: 128 })], {
      names: ['front', 'side'],
      events: [
        [0, 24, 48],
        [10, 30],
      ],
      offsets: [0, 0.4],
      title: 'A bouncing ball, seen by two cameras',
    }),
};

/** All figures, made, by kind or by a name of their own. */
export async function galleryFigures(): Promise<ReadonlyMap<string, Figure>> {
  const made = Object.entries({ ...GALLERY, ...MORE }).map(async ([kind, make]) => [kind, await make()] as const);
  return new Map(await Promise.all(made));
}
