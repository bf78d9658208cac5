import { type Colors, LIGHT } from './drawing/colors.js';
import { drawKey, drawPanel, legendOf } from './drawing/line-panel.js';
import { element } from './drawing/markup.js';
import { text } from './drawing/text.js';
import { type TrainingPlot, trainingPanels } from './drawing/training-panels.js';

const WIDTH = 480;
const HEIGHT = 250;

/** All plots of training runs under a line of words and their legend: what is shown where scripts are off. */
export function drawTraining(
  plot: TrainingPlot,
  words: string,
  colors: Colors = LIGHT,
): { readonly markup: string; readonly width: number; readonly height: number } {
  const panels = trainingPanels(plot);
  const columns = plot.layout === 'single' ? Math.min(2, Math.max(1, panels.length)) : 1;
  const width = columns === 1 ? 640 : WIDTH;
  const legend = legendOf(panels).map((line, i) => {
    const at = `translate(${16 + (i % 3) * 200} ${36 + Math.floor(i / 3) * 20})`;
    const name = line.name.length > 22 ? `${line.name.slice(0, 21)}…` : line.name;
    return element('g', { transform: at }, drawKey(line, colors), text(48, 10, name, colors.ink, 'start'));
  });
  const top = 46 + 20 * Math.ceil(legend.length / 3);
  const plots = panels.map((panel, i) => {
    const at = `translate(${(i % columns) * width} ${top + Math.floor(i / columns) * HEIGHT})`;
    return element('g', { transform: at }, drawPanel(panel, { width, height: HEIGHT, colors }).markup);
  });
  return {
    markup: [text(16, 22, words, colors.ink, 'start', 600), ...legend, ...plots].join(''),
    width: columns * width,
    height: top + HEIGHT * Math.ceil(panels.length / columns),
  };
}
