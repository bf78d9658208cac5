import { InvalidInputError } from '../../../errors.js';
import type { LabelFile, LabelSpan } from '../../label-file.js';
import { joinFrames, split, visibleSpans } from './spans-of-frames.js';

/** Annotations as CVAT's server and its task backups give them (`annotations.json`): one object, or a list with one a job. */
interface CvatJson {
  readonly tags?: readonly CvatLabel[];
  readonly shapes?: readonly CvatLabel[];
  readonly tracks?: readonly (CvatLabel & { readonly shapes?: readonly { frame: number; outside?: boolean }[] })[];
}

interface CvatLabel {
  readonly frame: number;
  /** Its name in backups, in answers of the server only `label_id`. */
  readonly label?: string;
  readonly label_id?: number;
}

/** Whether a JSON document looks like CVAT's. */
export function isCvatJson(value: unknown): value is CvatJson | readonly CvatJson[] {
  const jobs = Array.isArray(value) ? value : [value];
  const isJob = (job: unknown): boolean =>
    typeof job === 'object' && job !== null && ['tags', 'shapes', 'tracks'].every((key) => Array.isArray(Reflect.get(job, key)));
  return jobs.length > 0 && jobs.every(isJob);
}

/** What happens when in annotations of CVAT; see `readCvatXml`. Labels that have no name there are called by their number. */
export function readCvatJson(value: CvatJson | readonly CvatJson[], name: string): Omit<LabelFile, 'name'> {
  const jobs = (Array.isArray(value) ? value : [value]) as readonly CvatJson[];
  const labels = jobs.flatMap(({ tags = [], shapes = [] }) => [...tags, ...shapes]);
  const ofFrames = joinFrames(labels.map((label) => ({ class: classOf(label), frame: frameOf(label, name) })));
  const ofTracks = split(jobs.flatMap(({ tracks = [] }) => tracks.flatMap((track) => spansOf(track, name))));
  return {
    marks: [...ofFrames.marks, ...ofTracks.marks],
    spans: [...(ofFrames.spans ?? []), ...ofTracks.spans],
    isForeign: true,
  };
}

function spansOf(track: NonNullable<CvatJson['tracks']>[number], name: string): LabelSpan[] {
  const shapes = (track.shapes ?? []).map((shape) => ({ frame: frameOf(shape, name), isOutside: shape.outside === true }));
  return visibleSpans(classOf(track), shapes);
}

function classOf({ label, label_id }: CvatLabel): string {
  return label || `label ${label_id ?? ''}`.trim();
}

function frameOf({ frame }: { readonly frame: number }, name: string): number {
  if (Number.isSafeInteger(frame) && frame >= 0) return frame;
  throw new InvalidInputError(`${name} has a label without the number of its frame`, { received: frame });
}
