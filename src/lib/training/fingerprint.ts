import { createHash } from 'node:crypto';
import type { LabelledVideo, WindowDataset } from '../data/window-dataset.js';
import { CheckpointError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import type { Optimizer } from './optimizer.js';

/** What makes a training this one and no other: facts by name. Initial weights and the number of epochs are not among them. */
export type Fingerprint = Readonly<Record<string, string>>;

/** What a fingerprint is taken of. */
export interface FingerprintSource {
  readonly model: VideoModel;
  readonly train: WindowDataset;
  readonly validation: WindowDataset | undefined;
  readonly optimizer: Optimizer;
  /** Options that change what is learnt: batch size, seed, … */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** The fingerprint of a training. Of each video's pixels it looks at eight frames only, so it costs milliseconds. */
export function fingerprintOf({ model, train, validation, optimizer, settings }: FingerprintSource): Fingerprint {
  const facts: [string, unknown][] = [
    ['model', model.name],
    ['preprocessing', model.preprocessing],
    ['output', model.output],
    ...model.network.layers.map((layer, i): [string, unknown] => [`layer ${i + 1}`, [layer.getClassName(), shapeOnly(layer)]]),
    ...train.videos.map((video, i): [string, unknown] => [`training video ${i + 1}`, describeVideo(video)]),
    ...(validation?.videos ?? []).map((video, i): [string, unknown] => [`validation video ${i + 1}`, describeVideo(video)]),
    ['optimizer', [optimizer.name, optimizer.settings]],
    ...Object.entries(settings),
  ];
  return Object.fromEntries(facts.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]));
}

/**
 * Throws unless two fingerprints agree.
 *
 * @throws {CheckpointError} naming the first fact that differs.
 */
export function requireSameTraining(stored: Fingerprint, wanted: Fingerprint, file: string): void {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(stored)])];
  const different = names.find((name) => stored[name] !== wanted[name]);
  if (different === undefined) return;
  throw new CheckpointError(`${file} is the checkpoint of another training: ${different} differs`, {
    received: stored[different] ?? 'none',
    accepted: wanted[different] ?? 'none',
    hint: 'Train with what the checkpoint was made with, or write to another file',
  });
}

/** A layer's configuration without its name (TensorFlow.js may number layers on) and how its weights begin. */
function shapeOnly(layer: VideoModel['network']['layers'][number]): object {
  const entries = Object.entries(layer.getConfig()).filter(([key]) => key !== 'name' && !/initializer$/i.test(key));
  return Object.fromEntries(entries);
}

function describeVideo({ name, frames, events }: LabelledVideo): string {
  const hash = createHash('sha256').update(events.join());
  for (let i = 0; i < 8; i++) hash.update(frames.frame(Math.floor((i * (frames.length - 1)) / 7)));
  return `${name}, ${frames.length} frames, ${events.length} events, content ${hash.digest('hex').slice(0, 12)}`;
}
