import { LIGHT } from './drawing/colors.js';
import { plural } from './drawing/format.js';
import { escapeMarkup } from './drawing/markup.js';
import { liveContent, type TrainingPlot, trainingPanels } from './drawing/training-panels.js';
import { epochsOf, gapSentences, readingAt, statusSentence } from './drawing/training-words.js';
import type { FigurePage } from './figure.js';
import { posterPng } from './poster.js';
import type { LivePlotState } from './states.js';
import { drawTraining } from './training-poster.js';

/** The plots of a live plot's state. */
export function plotOf(state: LivePlotState): TrainingPlot {
  return { ...state, ...liveContent(state) };
}

/** Where training stands, in a line: its last values, and what is no number. */
export function describe(state: LivePlotState): string {
  const plot = plotOf(state);
  const panels = trainingPanels({ ...plot, smoothing: 0, by: 'epoch' });
  const last = epochsOf(plot.runs).at(-1);
  const isOverlay = state.status === 'waiting' && state.others.length > 0;
  const status = isOverlay ? plural(state.others.length, 'run') : statusSentence(state);
  const reading = last === undefined ? '' : readingAt({ ...plot, smoothing: 0, by: 'epoch' }, panels, last + 1);
  return [`${state.title}: ${status}`, reading, gapSentences({ ...plot, scale: 'linear' }, panels).replace(/\.$/, '')]
    .filter(Boolean)
    .join('; ');
}

/** A light picture of where training stands, as narrow as its place: JupyterLab would show a bare SVG in full width, cut off. */
export function livePicture(state: LivePlotState): Record<string, unknown> {
  const { markup, width, height } = drawTraining(plotOf(state), statusSentence(state));
  const background = `<rect width="${width}" height="${height}" rx="14" fill="${LIGHT.surface}"/>`;
  const root = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  const svg = Buffer.from(`${root}${background}${markup}</svg>`).toString('base64');
  const alt = escapeMarkup(describe(state));
  const html = `<img src="data:image/svg+xml;base64,${svg}" alt="${alt}" width="${width}" style="max-width:100%;height:auto">`;
  return { 'text/html': html, 'text/plain': describe(state) };
}

/** What a live plot's page carries. */
export async function compose(state: LivePlotState): Promise<FigurePage> {
  const { markup, width, height } = drawTraining(plotOf(state), `${state.title}: ${statusSentence(state)}`);
  return {
    // Only who listens can stop: the live model says so when it is bound.
    embedded: { canStop: false },
    poster: await posterPng({ width, height, overlay: markup }),
    alt: `${state.metrics.join(' and ') || 'metrics'} by ${state.by}`,
    caption: `${describe(state)}.`,
  };
}
