import { type MessagePort, workerData } from 'node:worker_threads';
import { Frames, type FramesInit } from '../lib/video/frames.js';
import { openVideo } from '../lib/video/video.js';
import type { Activations, FilterVisualization } from '../lib/visualization/results.js';
import { activationGrid } from './activation-grid.js';
import type { ComposeReply, ComposeRequest } from './compose-now.js';
import { type EventStripOptions, eventStrip } from './event-strip.js';
import type { Figure, FigureKind } from './figure.js';
import { filterPlayer } from './filter-player.js';
import { frameSlider } from './frame-slider.js';
import { plotOf } from './live-plot.js';
import type { LivePlotState } from './states.js';
import { videoPlayer } from './video-player.js';

/** Makes each figure again from its inputs; frames have lost their class on the way. */
const MAKERS: Readonly<Record<FigureKind, (inputs: readonly unknown[]) => Figure | Promise<Figure>>> = {
  frameSlider: ([frames, options]) => frameSlider(new Frames(frames as FramesInit), options as object),
  eventStrip: ([options]) => eventStrip(options as EventStripOptions),
  livePlot: ([state]) => plotOf(state as LivePlotState),
  activationGrid: ([activations, options]) => {
    const { input, layers } = activations as Activations;
    return activationGrid({ input: new Frames(input), layers }, options as object);
  },
  filterPlayer: ([filters, options]) => {
    const given = filters as readonly FilterVisualization[];
    const clips = given.map((filter) => ({ ...filter, frames: new Frames(filter.frames) }));
    return filterPlayer(clips, options as object);
  },
  videoPlayer: async ([path, options]) => videoPlayer(await openVideo(path as string), options as object),
};

const { request, port } = workerData as { request: ComposeRequest; port: MessagePort };

answer().then((reply) => {
  port.postMessage(reply);
  Atomics.store(request.isDone, 0, 1);
  Atomics.notify(request.isDone, 0);
});

async function answer(): Promise<ComposeReply> {
  try {
    const figure = await MAKERS[request.kind](request.inputs);
    const bundle = await figure.toMimeBundle();
    return { html: String(bundle['text/html']) };
  } catch (error) {
    return { error: String(error) };
  }
}
