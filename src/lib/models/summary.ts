import { showValuesOf, tableBundle } from '../display.js';
import { sizeOf } from '../shape.js';
import type { Layer } from './layers/index.js';

/** One line of a model's summary. */
export interface LayerSummary {
  readonly layer: string;
  readonly type: string;
  /** Without the batch axis. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
}

/** A model, layer by layer; shows itself as a table. */
export class ModelSummary {
  readonly name: string;
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  /** Without the moving statistics of batch normalisation. */
  readonly trainable: number;

  constructor(name: string, layers: readonly LayerSummary[], trainable: number) {
    this.name = name;
    this.layers = layers;
    this.parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
    this.trainable = trainable;
  }

  /** The sentence above the table. */
  get caption(): string {
    const [total, trainable] = [this.parameters, this.trainable].map((count) => count.toLocaleString('en'));
    return `${this.name}: ${total} parameters, of which ${trainable} trainable`;
  }
}

showValuesOf(ModelSummary, { text: (summary) => String(table(summary)['text/plain']), bundle: table });

/** Summary of layers in order. */
export function summarize(name: string, layers: readonly Layer[]): ModelSummary {
  const rows = layers.map((layer) => ({
    layer: layer.name,
    type: layer.getClassName(),
    outputShape: (layer.outputShape as (number | null)[]).slice(1).map(Number),
    parameters: layer.countParams(),
  }));
  const trainable = layers
    .flatMap((layer) => layer.trainableWeights)
    .reduce((sum, weight) => sum + sizeOf(weight.shape.map(Number)), 0);
  return new ModelSummary(name, rows, trainable);
}

function table(summary: ModelSummary): Record<string, unknown> {
  return tableBundle(
    summary.caption,
    summary.layers.map(({ layer, type, outputShape, parameters }) => ({
      layer,
      type,
      'output (t, h, w, c)': outputShape.join(' × '),
      parameters,
    })),
  );
}
