import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { showValuesOf, tableBundle } from '../display.js';
import { InvalidInputError, NotFoundError } from '../errors.js';
import { nearestNames } from '../nearest-names.js';
import { LABEL_EXTENSIONS } from './label-file.js';

/** One video of a folder. */
export interface VideoEntry {
  /** File name without extension, which names the video everywhere. */
  readonly name: string;
  /** Path of the video. */
  readonly file: string;
  /** Path of its labels, where there are any. */
  readonly labels?: string;
}

/** A video with labels. */
export type LabelledEntry = VideoEntry & { readonly labels: string };

/** A folder of videos, each with a label file of the same name where it is labelled. */
export class VideoFolder {
  /** Absolute path. */
  readonly root: string;
  /** By name, in natural order (`jumper-2` before `jumper-10`). */
  readonly videos: readonly VideoEntry[];
  /** Absolute path of the folder in which its labels lie, or would. */
  readonly labelFolder: string;

  constructor(root: string, videos: readonly VideoEntry[], labelFolder: string = root) {
    this.root = root;
    this.videos = videos;
    this.labelFolder = labelFolder;
  }

  /** The videos that have labels. */
  get labelled(): readonly LabelledEntry[] {
    return this.videos.filter((video): video is LabelledEntry => video.labels !== undefined);
  }

  /**
   * The labelled video that training shall not see: the one of this name, or, without a name, the last.
   *
   * @throws {NotFoundError} when no labelled video has the name; the message lists the three nearest names.
   * @throws {InvalidInputError} when no video has labels.
   */
  holdOut(name: string = ''): LabelledEntry {
    requireLabels(this);
    const last = this.labelled[this.labelled.length - 1];
    const found = name === '' ? last : this.labelled.find((video) => video.name === name);
    if (found) return found;
    throw this.nothingNamed(
      name,
      this.labelled.map((video) => video.name),
    );
  }

  /**
   * The video of this name (without extension).
   *
   * @throws {NotFoundError} when there is none; the message lists the three nearest names.
   */
  entry(name: string): VideoEntry {
    const found = this.videos.find((video) => video.name === name);
    if (found) return found;
    throw this.nothingNamed(
      name,
      this.videos.map((video) => video.name),
    );
  }

  /**
   * Path of a video or label file of this folder by its file name, wherever in the folder it lies.
   *
   * @throws {NotFoundError} when there is none; the message lists the three nearest names.
   */
  file(name: string): string {
    const files = this.videos.flatMap(({ file, labels }) => (labels ? [file, labels] : [file]));
    const found = files.find((file) => basename(file) === name);
    if (found) return found;
    throw this.nothingNamed(
      name,
      files.map((file) => basename(file)),
    );
  }

  /** One line for a reader. */
  toString(): string {
    return `${this.videos.length} videos in ${basename(this.root)}, ${this.labelled.length} with labels`;
  }

  private nothingNamed(name: string, names: readonly string[]): NotFoundError {
    return new NotFoundError(`${this.root} has nothing of this name`, {
      received: name,
      hint: `Nearest names: ${nearestNames(name, names).join(', ')}`,
    });
  }
}

showValuesOf(VideoFolder, { text: String, bundle: (folder) => tableBundle(String(folder), folder.videos.map(row)) });

/** Where videos and labels lie, in the order in which layouts are tried. */
const LAYOUTS = [
  { videos: 'videos', labels: 'annotations' },
  { videos: 'speed_videos', labels: 'speed_annotations' },
  { videos: '.', labels: '.' },
] as const;

const VIDEO_EXTENSIONS = ['.mp4', '.mov', '.m4v', '.avi', '.mkv', '.webm', '.mpg', '.mpeg'];

/**
 * Opens a folder of videos: `videos/` and `annotations/` inside it, or `speed_videos/` and `speed_annotations/`, or all
 * files side by side. A label file has the video's name and the ending `.npy`,
 * `.json` or `.csv`.
 *
 * @throws {NotFoundError} when the folder is missing.
 * @throws {InvalidInputError} when it holds no videos, two of the same name, or two label files for one.
 */
export function videoFolder(path: string): VideoFolder {
  const root = resolve(path);
  if (!existsSync(root)) {
    const near = existsSync(dirname(root)) ? nearestNames(basename(root), readdirSync(dirname(root))) : [];
    throw new NotFoundError('this folder is not there', {
      received: root,
      ...(near.length > 0 ? { hint: `Nearest names: ${near.join(', ')}` } : {}),
    });
  }
  if (!statSync(root).isDirectory())
    throw new InvalidInputError('a folder of videos is wanted, this is a file', { received: path });
  for (const layout of LAYOUTS) {
    const labelFolder = join(root, layout.labels);
    const videos = entries(join(root, layout.videos), labelFolder);
    if (videos.length > 0) return new VideoFolder(root, videos, labelFolder);
  }
  throw new InvalidInputError('this folder holds no videos', {
    received: path,
    accepted: `files ending in ${VIDEO_EXTENSIONS.join(', ')}, in the folder itself or in videos/, labels beside them or in annotations/`,
  });
}

/**
 * The embedded data of this name, from the package's own `data/` folder wherever the notebook lies: 'jump-rope'.
 *
 * @throws {NotFoundError} when there is none of this name.
 */
export function sampleData(name: string): VideoFolder {
  const all = fileURLToPath(new URL('../../../data', import.meta.url));
  const names = readdirSync(all, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (!names.some((entry) => entry.name === name)) {
    const known = names.map((entry) => `'${entry.name}'`).join(', ');
    throw new NotFoundError('there is no embedded data of this name', {
      received: name,
      accepted: known,
      hint: 'For a folder of your own, call videoFolder(path)',
    });
  }
  return videoFolder(join(all, name));
}

/** Throws when no video of the folder has labels, saying where they were looked for. */
export function requireLabels(folder: VideoFolder): void {
  if (folder.labelled.length > 0) return;
  const [{ name }] = folder.videos;
  throw new InvalidInputError('no video of this folder has labels', {
    received: folder.root,
    accepted: `for ${name} a file ${name}.npy, ${name}.json or ${name}.csv beside it or in annotations/`,
  });
}

function entries(videoDirectory: string, labelDirectory: string): VideoEntry[] {
  if (!existsSync(videoDirectory) || !statSync(videoDirectory).isDirectory()) return [];
  const files = readdirSync(videoDirectory, { withFileTypes: true })
    .filter(
      (entry) =>
        !entry.isDirectory() && !entry.name.startsWith('.') && VIDEO_EXTENSIONS.includes(extname(entry.name).toLowerCase()),
    )
    .map((entry) => entry.name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const names = files.map((file) => file.slice(0, -extname(file).length));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice)
    throw new InvalidInputError('two videos of this folder have the same name, so labels could belong to either', {
      received: twice,
    });
  const labelFiles = existsSync(labelDirectory) ? readdirSync(labelDirectory) : [];
  return files.map((file, i) => {
    const labels = labelsOf(names[i], labelFiles);
    return { name: names[i], file: join(videoDirectory, file), ...(labels ? { labels: join(labelDirectory, labels) } : {}) };
  });
}

/** The label file of a video: of its name, with an ending of labels. Two would leave open which of them counts. */
function labelsOf(name: string, files: readonly string[]): string | undefined {
  const found = LABEL_EXTENSIONS.flatMap((ending) => files.filter((file) => file === name + ending));
  if (found.length > 1) {
    throw new InvalidInputError(`${name} has two label files, so either could be meant`, {
      received: found,
      hint: 'Keep one of them',
    });
  }
  return found[0];
}

function row({ name, file, labels }: VideoEntry): Record<string, string> {
  return { video: name, file: basename(file), labels: labels ? basename(labels) : '–' };
}
