import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { WindowDataset } from '../data/window-dataset.js';
import { InvalidInputError } from '../errors.js';
import { writeAtomically } from '../write-atomically.js';
import type { VideoScore } from './counting-scores.js';

/** The file as JSON. An infinite error is null. */
interface ResultsFile {
  readonly format: 'framescope-leave-one-out';
  readonly version: 1;
  /** What decides the outcome: two runs with the same text are the same run. */
  readonly run: string;
  readonly scores: readonly (Omit<VideoScore, 'error'> & { readonly error: number | null })[];
}

/** The scores of a run that leaves one out, as far as it came; in a file where a path is given. */
export class LeaveOneOutResults {
  private readonly path: string | undefined;
  private readonly run: string;
  private readonly scores = new Map<string, VideoScore>();

  private constructor(path: string | undefined, run: string) {
    this.path = path;
    this.run = run;
  }

  /**
   * What the file holds already; nothing without a path or before the first video is finished.
   *
   * @throws {InvalidInputError} when the file is something else, or of a run with other videos or settings.
   */
  static async open(path: string | undefined, dataset: WindowDataset, recipe: string): Promise<LeaveOneOutResults> {
    const results = new LeaveOneOutResults(path, describeRun(dataset, recipe));
    const text = path === undefined ? undefined : await readFile(path, 'utf8').catch(absent);
    if (path === undefined || text === undefined) return results;
    const { run, scores } = parse(text, basename(path));
    if (run !== results.run) {
      throw new InvalidInputError(`${basename(path)} belongs to a run with other videos or settings`, {
        received: run,
        accepted: results.run,
        hint: 'Give another path, or delete the file to begin anew',
      });
    }
    for (const score of scores) results.scores.set(score.name, { ...score, error: score.error ?? Infinity });
    return results;
  }

  has(name: string): boolean {
    return this.scores.has(name);
  }

  /** The score of a finished video. */
  score(name: string): VideoScore {
    const score = this.scores.get(name);
    if (!score) throw new InvalidInputError('this video is not finished', { received: name });
    return score;
  }

  /** Adds a score and writes the file. */
  async add(score: VideoScore): Promise<void> {
    this.scores.set(score.name, score);
    if (this.path === undefined) return;
    const scores = [...this.scores.values()].map((one) => ({ ...one, error: Number.isFinite(one.error) ? one.error : null }));
    const file: ResultsFile = { format: 'framescope-leave-one-out', version: 1, run: this.run, scores };
    await writeAtomically(this.path, `${JSON.stringify(file, undefined, 2)}\n`);
  }
}

/** Videos by name, length and number of events, with everything that training depends on. */
function describeRun({ videos, preprocessing: { window, size, color } }: WindowDataset, recipe: string): string {
  const list = videos.map(({ name, frames, events }) => `${name} (${frames.length} frames, ${events.length} events)`);
  return `${list.join(', ')}; windows of ${window}, ${color} ${size}×${size}; ${recipe}`;
}

function parse(text: string, name: string): ResultsFile {
  let file: Partial<ResultsFile> | null = null;
  try {
    file = JSON.parse(text) as Partial<ResultsFile>;
  } catch {}
  if (file?.format !== 'framescope-leave-one-out' || file.version !== 1 || !Array.isArray(file.scores)) {
    throw new InvalidInputError(`${name} holds no results of leaving one out`, { hint: 'Give another path, or delete the file' });
  }
  return file as ResultsFile;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
