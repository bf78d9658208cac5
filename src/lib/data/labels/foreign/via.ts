import { basename, extname } from 'node:path';
import { InvalidInputError } from '../../../errors.js';
import type { LabelFile, LabelMark, LabelSpan } from '../../label-file.js';

/** A project of VIA 3, the VGG Image Annotator for video, as far as it is read. */
interface ViaProject {
  readonly attribute?: Readonly<Record<string, { readonly options?: Readonly<Record<string, string>> }>>;
  readonly file?: Readonly<Record<string, { readonly fname?: string }>>;
  readonly view?: Readonly<Record<string, { readonly fid_list?: readonly (string | number)[] }>>;
  readonly metadata: Readonly<Record<string, ViaLabel>>;
}

interface ViaLabel {
  /** The view it belongs to. */
  readonly vid: string | number;
  /** Seconds: none, one, or start and end. */
  readonly z?: readonly number[];
  /** Values by attribute. */
  readonly av?: Readonly<Record<string, unknown>>;
}

/** Whether a JSON document looks like VIA's. Its projects for still pictures count: they are refused in words. */
export function isVia(value: unknown): value is ViaProject {
  if (typeof value !== 'object' || value === null) return false;
  return '_via_img_metadata' in value || ('metadata' in value && 'project' in value && 'view' in value);
}

/**
 * The labels of one video in a project of VIA: temporal segments as spans by their times, labels at one time as events. A label's class is
 * its first attribute that is set; labels without a time are left out.
 *
 * @param video chooses among several videos, by file name.
 * @throws {InvalidInputError} when the project is for still pictures, or holds several videos of which none is `video`.
 */
export function readVia(project: ViaProject, name: string, video?: string): Omit<LabelFile, 'name'> {
  if ('_via_img_metadata' in project) {
    throw new InvalidInputError(`${name} is a project for still pictures`, {
      accepted: 'projects of the video annotator, VIA 3',
    });
  }
  const { attribute = {}, file = {}, view = {}, metadata } = project;
  const nameOf = (vid: string | number): string => basename(file[String(view[vid]?.fid_list?.[0])]?.fname ?? `view ${vid}`);
  const labels = Object.values(metadata);
  const videos = [...new Set([...Object.keys(view).map(nameOf), ...labels.map(({ vid }) => nameOf(vid))])];
  const chosen = videos.length > 1 ? videos.find((candidate) => bare(candidate) === bare(video ?? '')) : videos[0];
  if (videos.length > 1 && chosen === undefined) {
    throw new InvalidInputError(`${name} holds labels of several videos, and none is ${video ?? 'named'}`, { received: videos });
  }
  const own = labels.filter(({ vid }) => nameOf(vid) === chosen);
  const timed = own.map(({ z = [], av = {} }) => ({
    times: z.map((time) => seconds(time, name)),
    class: classOf(av, attribute),
  }));
  return {
    marks: timed
      .filter(({ times }) => times.length === 1)
      .map(({ times, class: label }): LabelMark => ({ time: times[0], class: label })),
    spans: timed
      .filter(({ times }) => times.length >= 2)
      .map(({ times, class: label }): LabelSpan => ({ times: [times[0], times[times.length - 1]], class: label })),
    ...(chosen === undefined ? {} : { video: chosen }),
    isForeign: true,
  };
}

function bare(file: string): string {
  return basename(file, extname(file));
}

function seconds(time: unknown, name: string): number {
  if (typeof time === 'number' && Number.isFinite(time)) return time;
  throw new InvalidInputError(`${name} has a label whose time is no number of seconds`, { received: time });
}

function classOf(values: Readonly<Record<string, unknown>>, attributes: NonNullable<ViaProject['attribute']>): string {
  for (const [id, value] of Object.entries(values)) {
    if (typeof value !== 'string' || value.trim() === '') continue;
    const { options = {} } = attributes[id] ?? {};
    // A checkbox's value lists the options that are ticked.
    const chosen = value.split(',').flatMap((option) => options[option] ?? []);
    return (chosen.length > 0 ? chosen.join(' + ') : value).replace(/\s+/g, ' ').trim();
  }
  return 'segment';
}
