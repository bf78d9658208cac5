import { basename } from 'node:path';
import { InvalidInputError } from '../../../errors.js';
import type { LabelFile, LabelSpan } from '../../label-file.js';
import { descendants, parseXml, type XmlElement } from './xml.js';

/**
 * The annotations of all tiers in an ELAN file (.eaf) that stand on the time line, as spans by their times; those that refer to others
 * stand for no time of their own and are left out. A span's class is its text, or its tier's name where that is empty.
 *
 * Times that ELAN left open are spread evenly between those that are set, as ELAN shows them.
 *
 * @throws {InvalidInputError} when it is no such file, or an annotation has no times.
 */
export function readElan(bytes: Buffer, name: string): Omit<LabelFile, 'name'> {
  const root = parseXml(bytes, name);
  if (root.name !== 'ANNOTATION_DOCUMENT') {
    throw new InvalidInputError(`${name} is no file of ELAN`, { received: `<${root.name}>`, accepted: '<ANNOTATION_DOCUMENT>' });
  }
  const seconds = slotTimes(root, name);
  const timeOf = (slot: string): number => {
    const time = seconds.get(slot);
    if (time === undefined) throw new InvalidInputError(`${name} has an annotation without a time`, { received: slot });
    return time;
  };
  const spans = descendants(root, 'TIER').flatMap((tier) =>
    descendants(tier, 'ALIGNABLE_ANNOTATION').map(({ attributes, children }): LabelSpan => {
      const text = children.find((child) => child.name === 'ANNOTATION_VALUE')?.text.replace(/\s+/g, ' ');
      return {
        class: text || tier.attributes.TIER_ID || 'annotation',
        times: [timeOf(attributes.TIME_SLOT_REF1), timeOf(attributes.TIME_SLOT_REF2)],
      };
    }),
  );
  const video = videoOf(root);
  return { marks: [], spans, ...(video === undefined ? {} : { video }), isForeign: true };
}

/** Seconds of each time slot on the video's clock. */
function slotTimes(root: XmlElement, name: string): Map<string, number> {
  const offset = Number(descendants(root, 'MEDIA_DESCRIPTOR')[0]?.attributes.TIME_ORIGIN ?? 0) || 0;
  const slots = descendants(root, 'TIME_SLOT').map(({ attributes }) => {
    const { TIME_SLOT_ID: id = '', TIME_VALUE: value } = attributes;
    const time = value === undefined ? undefined : Number(value);
    if (time !== undefined && !Number.isFinite(time)) {
      throw new InvalidInputError(`${name} has a time that is no number of milliseconds`, { received: value });
    }
    return { id, time };
  });
  const times = new Map<string, number>();
  slots.forEach(({ id, time }, i) => {
    if (time !== undefined) times.set(id, (time + offset) / 1000);
    else {
      const before = slots.findLastIndex((slot, at) => at < i && slot.time !== undefined);
      const after = slots.findIndex((slot, at) => at > i && slot.time !== undefined);
      if (before < 0 || after < 0) return;
      const [low, high] = [slots[before].time ?? 0, slots[after].time ?? 0];
      times.set(id, (low + ((high - low) * (i - before)) / (after - before) + offset) / 1000);
    }
  });
  return times;
}

function videoOf(root: XmlElement): string | undefined {
  const videos = descendants(root, 'MEDIA_DESCRIPTOR').filter(({ attributes }) =>
    /^video\//.test(attributes.MIME_TYPE ?? 'video/'),
  );
  const url = videos[0]?.attributes.MEDIA_URL || videos[0]?.attributes.RELATIVE_MEDIA_URL;
  if (!url) return undefined;
  try {
    return basename(decodeURIComponent(url));
  } catch {
    return basename(url);
  }
}
