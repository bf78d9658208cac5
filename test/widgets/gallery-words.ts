/** What the gallery says of a kind of figure. */
export interface GalleryWords {
  /** What it is for, in a sentence or two. */
  readonly purpose: string;
  /** The cell that makes it. */
  readonly code: string;
}

/** The kinds in the order in which the gallery shows them, in groups with a heading each. */
export const GALLERY_WORDS: Readonly<Record<string, Readonly<Record<string, GalleryWords>>>> = {
  'Looking at videos': {
    frameSlider: {
      purpose:
        'Go through a video frame by frame: drag, play in its true timing, step with the arrow keys. Marks on the strip are events.',
      code: "frameSlider(await video.frames({ size: 256, color: 'rgb' }), { events })",
    },
    videoPlayer: {
      purpose:
        'Play a video file with its sound, at full quality, by the browser’s own player; embedded in the page, or linked to save its bytes.',
      code: 'videoPlayer(video, { width: 480 })',
    },
    framePair: {
      purpose: 'The first and the last frame: enough to see which video this is, for a few kilobytes.',
      code: 'framePair(frames)',
    },
    clipGallery: {
      purpose:
        'Many short clips at once: one plays under the pointer, or all do. Look a data set over before anything is trained on it.',
      code: "clipGallery(clips, { labels: ['walk', 'jump', 'run', 'turn', 'rest'] })",
    },
    flowField: {
      purpose: 'Which way, and how fast, every place in the picture moves: arrows, or the colours of the wheel.',
      code: 'flowField(flow)',
    },
    volume: {
      purpose: 'A clip as the block that a 3-D convolution sees: x, y and time, turned by mouse or arrow keys.',
      code: 'volume(clip)',
    },
  },
  'Events and labels': {
    labelEditor: {
      purpose:
        'Label a video by keys: Space plays, S marks an event. Or correct a model: U goes to the event it is least certain of, C says that it is right.',
      code: "labelEditor(video, { predictions: counted, save: 'labels/jumper-3.json' })",
    },
    eventStrip: {
      purpose:
        'What a model found above what is labelled, matches, misses and false alarms told apart. Drag the threshold: it counts anew.',
      code: `const { probability, threshold } = counted;
eventStrip({ actual: events, probability, threshold, frameRate: 30 })`,
    },
    probabilityLine: {
      purpose: 'From a probability over time to events: threshold, minimum duration and merge gap are sliders.',
      code: 'probabilityLine({ probability, times, frameRate: 30 })',
    },
    labelSmoothing: {
      purpose: 'How calm averaging over a queue makes a flickering label, and how late.',
      code: 'labelSmoothing({ probabilities, queue: 8, frameRate: 25 })',
    },
  },
  Training: {
    livePlot: {
      purpose:
        'Follows a training as it goes on, alone (`livePlot()`) or over former runs. In JupyterLab its button ends the training cleanly.',
      code: `const plot = livePlot({ 'half the data': former }, { name: 'all the data' });
await fit(model, train, { epochs: 8, validation, callbacks: [plot] })`,
    },
    historyPlot: {
      purpose: 'Loss, accuracy and any other metric by epoch, of one run or of several: `historyPlot({ slow, fast })`.',
      code: 'historyPlot(history)',
    },
  },
  'How good is it?': {
    confusionMatrix: {
      purpose: 'Which class is taken for which: counts, or shares of the row. Click a cell to read it in words.',
      code: 'confusionMatrix(confusionOf(actual, predicted))',
    },
    classReport: {
      purpose: 'Precision, recall and F1 of every class, with the number of its samples.',
      code: 'classReport(confusionOf(actual, predicted))',
    },
    topK: {
      purpose: 'What the model takes one clip for, and how sure it is of each of its best guesses.',
      code: "topK(probabilities, { classes, actual: 'sailing', clip })",
    },
    barChart: {
      purpose: 'One number for each name. As every chart here it is a Vega-Lite specification too: `chart.spec`.',
      code: "barChart(rows, { x: 'class', y: 'f1' })",
    },
  },
  'Inside a network': {
    activationGrid: {
      purpose: 'What every channel of some layers answers to a clip, through time; channels that never answer are marked.',
      code: [
        "const layers = ['conv3d_1', 'conv3d_2', 'conv3d_3'];",
        'activationGrid(await activations(model, clip, { layers }))',
      ].join('\n'),
    },
    filterPlayer: {
      purpose: 'Clips that gradient ascent has found for single filters: what each would like to see.',
      code: [
        "const filters = await visualizeFilters(model, { layer: 'conv3d_3', filters: 9 });",
        'filterPlayer(filters, { fps: 15, pingPong: true })',
      ].join('\n'),
    },
  },
  'Anything else': {
    interact: {
      purpose:
        'A function and its controls. In JupyterLab the kernel answers each move; for a page without one all settings are computed beforehand.',
      code: [
        'interact(({ frames }) => framePair(clips[frames]), {',
        '  frames: control.slider({ least: 10, greatest: 30, step: 10 }),',
        '})',
      ].join('\n'),
    },
  },
};
