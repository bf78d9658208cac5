import { InvalidInputError } from '../../../errors.js';
import type { LabelFile, LabelSpan } from '../../label-file.js';
import { type FrameLabel, joinFrames, split, visibleSpans } from './spans-of-frames.js';
import { descendants, parseXml, textOf, type XmlElement } from './xml.js';

/**
 * What happens when in an `annotations.xml` of CVAT, "for video" or "for images" 1.1. Where in the picture is left alone.
 *
 * A track is a span wherever its shape is not `outside`. Labels and shapes of single pictures are joined over neighbouring frames. What
 * covers one frame only is an event.
 *
 * @throws {InvalidInputError} when it is no such file, or holds labels of several tasks.
 */
export function readCvatXml(bytes: Buffer, name: string): Omit<LabelFile, 'name'> {
  const root = parseXml(bytes, name);
  if (root.name !== 'annotations') {
    throw new InvalidInputError(`${name} holds no annotations of CVAT`, {
      received: `<${root.name}>`,
      accepted: '<annotations>, as CVAT exports "for video 1.1" and "for images 1.1"; ELAN files end in .eaf',
    });
  }
  const tracks = descendants(root, 'track');
  const images = descendants(root, 'image');
  requireOneTask([...tracks, ...images], name);
  const ofTracks = split(tracks.flatMap((track) => spansOf(track, name)));
  const ofImages = joinFrames([
    ...images.flatMap((image) => image.children.flatMap((child) => labelOf(child, frameOf(image, 'id', name)))),
    ...root.children.filter((child) => child.name === 'tag').flatMap((tag) => labelOf(tag, frameOf(tag, 'frame', name))),
  ]);
  const video = textOf(root, 'source');
  return {
    marks: [...ofTracks.marks, ...ofImages.marks],
    spans: [...ofTracks.spans, ...(ofImages.spans ?? [])],
    ...(video === undefined ? {} : { video }),
    isForeign: true,
  };
}

function spansOf(track: XmlElement, name: string): LabelSpan[] {
  const shapes = track.children
    .filter(({ attributes }) => attributes.frame !== undefined)
    .map((shape) => ({ frame: frameOf(shape, 'frame', name), isOutside: shape.attributes.outside === '1' }));
  return visibleSpans(track.attributes.label || 'track', shapes);
}

function labelOf({ attributes: { label } }: XmlElement, frame: number): FrameLabel[] {
  return label ? [{ class: label, frame }] : [];
}

function frameOf({ attributes }: XmlElement, attribute: string, name: string): number {
  const frame = Number(attributes[attribute]);
  if (!/^\d+$/.test(attributes[attribute] ?? '') || !Number.isSafeInteger(frame)) {
    throw new InvalidInputError(`${name} has a label without the number of its frame`, { received: attributes[attribute] ?? '' });
  }
  return frame;
}

function requireOneTask(elements: readonly XmlElement[], name: string): void {
  const tasks = new Set(elements.flatMap(({ attributes }) => attributes.task_id ?? []));
  if (tasks.size > 1) {
    throw new InvalidInputError(`${name} holds labels of ${tasks.size} tasks`, { hint: 'Export the task of this video alone' });
  }
}
