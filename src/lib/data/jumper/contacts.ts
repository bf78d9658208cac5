import type { Random } from '../../random.js';
import { between, chance, ease, wander } from './chance.js';

/** The foot of a contact, as the jumper sees it. */
export type Foot = 'left' | 'right';

/** The moments in seconds at which a foot lands, one run of steps without a pause; ascending. */
export interface Bout {
  readonly contacts: readonly number[];
  /** The foot that lands first; the feet alternate from there. At the last contact the other foot lands with it. */
  readonly firstFoot: Foot;
  /** How it ends: the jumper stops, or the rope is caught at the feet. */
  readonly ending: 'stop' | 'miss';
}

/** Steps a second that a cadence never leaves: 4 to 15 frames from one contact to the next at 30 fps. */
export const cadenceLimits: readonly [number, number] = [2, 7.5];

/** What decides when the feet land. */
export interface ContactOptions {
  readonly random: Random;
  /** Length of the video in seconds. */
  readonly seconds: number;
  /** Mean steps a second, around which the cadence drifts. */
  readonly cadence: number;
  /** Seconds before the first contact. Default: by chance, 0.5–2, in a quarter of the longer videos 2.5–4.5. */
  readonly leadIn?: number;
}

/** Steps that a bout has at least. */
const SHORTEST_BOUT = 5;

/**
 * Plans the contacts of one video: a lead-in without steps, then speed steps whose cadence drifts, in every second video
 * broken once or twice by a pause of 0.9–2.4 s. Three of ten videos end at rest, in the others the last bout runs past the
 * end.
 */
export function planContacts({ random, seconds, cadence, leadIn }: ContactOptions): Bout[] {
  const start = Math.min(seconds / 2, leadIn ?? lengthOfLeadIn(random.fork('lead-in'), seconds));
  const isLong = seconds >= 6;
  const end = isLong && chance(random, 0.3) ? seconds - between(random, 0.6, 2) : seconds + 1;
  const pauses = !isLong || chance(random, 0.5) ? 0 : chance(random, 0.3) ? 2 : 1;
  const cadenceAt = cadenceDrift(random.fork('drift'), cadence, seconds);
  const jitter = random.fork('jitter');
  const bouts: Bout[] = [];
  let from = start;
  for (let i = 0; i <= pauses; i++) {
    const isLast = i === pauses;
    const until = isLast ? end : start + ((i + between(random, 0.8, 1.2)) / (pauses + 1)) * (Math.min(end, seconds) - start);
    const contacts = stepsBetween(from, until, cadenceAt, jitter);
    const firstFoot = chance(random, 0.5) ? 'left' : 'right';
    const ending = chance(random, 0.5) ? 'miss' : 'stop';
    bouts.push({ contacts, firstFoot, ending });
    from = contacts[contacts.length - 1] + between(random, 0.9, 2.4);
  }
  return bouts;
}

/**
 * Contacts as event frames: for each the first frame taken at or after it.
 *
 * Frame `i` is exposed from `i / frameRate` on, so at its event frame the foot is on the ground, and a frame earlier it
 * was still in the air.
 */
export function eventFrames(bouts: readonly Bout[], frameRate: number, frameCount: number): number[] {
  return bouts
    .flatMap(({ contacts }) => contacts)
    .map((time) => Math.ceil(time * frameRate - 1e-9))
    .filter((frame) => frame < frameCount);
}

function lengthOfLeadIn(random: Random, seconds: number): number {
  return seconds >= 8 && chance(random, 0.25) ? between(random, 2.5, 4.5) : between(random, 0.5, 2);
}

/** Contacts from `start` to `end`, or a little further if they were too few; the first steps are slower, and one foot may be quicker than the other. */
function stepsBetween(start: number, end: number, cadenceAt: (time: number) => number, jitter: Random): number[] {
  const contacts = [start];
  const limp = between(jitter, -0.04, 0.04);
  for (let time = start; ; ) {
    const gain = (0.75 + 0.25 * ease((time - start) / 0.8)) * (1 + (contacts.length % 2 ? limp : -limp));
    time += stepLength(cadenceAt(time) * gain, jitter);
    if (time > end && contacts.length >= SHORTEST_BOUT) return contacts;
    contacts.push(time);
  }
}

/** Cadence at a time: a trend over the whole video and slow waves, around the mean. */
function cadenceDrift(random: Random, mean: number, seconds: number): (time: number) => number {
  const trend = between(random, -0.35, 0.45);
  const depth = between(random, 0.03, 0.16);
  const waves = wander(random, 3, 12);
  return (time) => mean * (1 + trend * (time / seconds - 0.5)) * (1 + depth * waves(time));
}

/** Seconds to the next contact: the cadence's, give or take a few hundredths, within the limits. */
function stepLength(cadence: number, jitter: Random): number {
  const [slowest, fastest] = cadenceLimits;
  return 1 / Math.min(fastest, Math.max(slowest, cadence * jitter.normal(1, 0.03)));
}
