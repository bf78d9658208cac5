import type { Random } from '../../random.js';

/** The foot of a contact, as the jumper sees it. */
export type Foot = 'left' | 'right';

/** The moments in seconds at which a foot lands, one run of steps without a pause; ascending. */
export interface Bout {
  readonly contacts: readonly number[];
  /** The foot that lands first; the feet alternate from there. At the last contact the other foot lands with it. */
  readonly firstFoot: Foot;
}

/** Steps a second that a cadence never leaves: 5 to 10 frames from one contact to the next at 30 fps. */
export const cadenceLimits: readonly [number, number] = [3, 6];

/** What decides when the feet land. */
export interface ContactOptions {
  readonly random: Random;
  /** Length of the video in seconds. */
  readonly seconds: number;
  /** Mean steps a second, around which the cadence drifts. */
  readonly cadence: number;
}

/**
 * Plans the contacts of one video: a lead-in of 0.5–2 s without steps, then speed steps whose cadence drifts slowly,
 * in two of five videos broken by a pause of 0.9–1.6 s. The last bout runs past the end of the video.
 */
export function planContacts({ random, seconds, cadence }: ContactOptions): Bout[] {
  const leadIn = Math.min(seconds / 2, 0.5 + 1.5 * random.uniform());
  const hasPause = random.uniform() < 0.4 && seconds >= 6;
  const pauseAt = seconds * (0.4 + 0.25 * random.uniform());
  const pause = 0.9 + 0.7 * random.uniform();
  const drift = cadenceDrift(random.fork('drift'), cadence);
  const jitter = random.fork('jitter');
  const foot = (): Foot => (random.uniform() < 0.5 ? 'left' : 'right');
  const run = (start: number, end: number): Bout => {
    const contacts: number[] = [];
    for (let time = start; time <= end; time += stepLength(drift(time), jitter)) contacts.push(time);
    return { contacts, firstFoot: foot() };
  };
  if (!hasPause) return [run(leadIn, seconds + 1)];
  const before = run(leadIn, pauseAt);
  return [before, run(before.contacts[before.contacts.length - 1] + pause, seconds + 1)];
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

/** Cadence at a time: two slow waves around the mean, within the limits. */
function cadenceDrift(random: Random, mean: number): (time: number) => number {
  const waves = [0.09, 0.05].map((depth) => ({
    depth: depth * (0.5 + random.uniform()),
    period: 5 + 8 * random.uniform(),
    start: random.uniform(),
  }));
  return (time) =>
    mean * waves.reduce((gain, w) => gain * (1 + w.depth * Math.sin(2 * Math.PI * (time / w.period + w.start))), 1);
}

/** Seconds to the next contact: the cadence's, give or take a few hundredths, within the limits. */
function stepLength(cadence: number, jitter: Random): number {
  const [slowest, fastest] = cadenceLimits;
  return 1 / Math.min(fastest, Math.max(slowest, cadence * jitter.normal(1, 0.025)));
}
