import type { Bout, Foot } from './contacts.js';

/** What the jumper does at one moment. */
export interface Motion {
  /** Height of each foot over the ground, in shares of its full lift: 0 on the ground, 1 highest. */
  readonly lift: Readonly<Record<Foot, number>>;
  /** Height of the body, 0 lowest to 1 highest. */
  readonly bounce: number;
  /** Turns of the rope: whole numbers at contacts, when it has just passed under the feet. */
  readonly turns: number;
}

/** Share of a step, before each contact, in which both feet are in the air and the rope passes under them. */
const FLIGHT = 0.16;
/** Seconds from rest to the first contact, in which the rope swings over the head. */
const RUN_UP = 0.45;

interface Swing {
  readonly foot: Foot;
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

/** Motion as a function of time in seconds, continuous, from the planned contacts. */
export function planMotion(bouts: readonly Bout[]): (time: number) => Motion {
  const swings = bouts.flatMap(swingsOf);
  return (time) => ({
    lift: { left: liftAt(swings, 'left', time), right: liftAt(swings, 'right', time) },
    bounce: bounceAt(bouts, time),
    turns: turnsAt(bouts, time),
  });
}

/** Every stay of a foot in the air that ends in a contact of the bout. */
function swingsOf({ contacts, firstFoot }: Bout): Swing[] {
  const footOf = (k: number): Foot => ((k % 2 === 0) === (firstFoot === 'left') ? 'left' : 'right');
  const liftOff = (k: number): number => contacts[k] - FLIGHT * (k > 0 ? contacts[k] - contacts[k - 1] : RUN_UP / 2);
  const swings = contacts.map((to, k): Swing => {
    if (k === 0) return { foot: footOf(0), from: to - RUN_UP / 2, to, height: 0.6 };
    return { foot: footOf(k), from: liftOff(k - 1), to, height: 1 };
  });
  const last = contacts.length - 1;
  return [...swings, { foot: footOf(last + 1), from: liftOff(last), to: contacts[last], height: 0.15 }];
}

function liftAt(swings: readonly Swing[], foot: Foot, time: number): number {
  const swing = swings.find((s) => s.foot === foot && s.from < time && time < s.to);
  if (!swing) return 0;
  return swing.height * Math.sin((Math.PI * (time - swing.from)) / (swing.to - swing.from)) ** 0.9;
}

/** The body is lowest a third of a step after a contact and highest in the flight before the next. */
function bounceAt(bouts: readonly Bout[], time: number): number {
  const phase = turnsAt(bouts, time);
  const share = phase - Math.floor(phase);
  const wave = 0.5 - 0.5 * Math.cos(2 * Math.PI * (share - 0.3));
  const strength = strengthAt(bouts, time);
  return wave * strength + 0.5 * (1 - strength);
}

/** 1 while stepping, 0 at rest, eased over half a run-up. */
function strengthAt(bouts: readonly Bout[], time: number): number {
  const ease = RUN_UP / 2;
  return Math.max(
    ...bouts.map(({ contacts }) => {
      const before = contacts[0] - time;
      const after = time - contacts[contacts.length - 1];
      return Math.min(1, Math.max(0, 1 - Math.max(before, after) / ease));
    }),
  );
}

function turnsAt(bouts: readonly Bout[], time: number): number {
  let done = 0;
  for (const { contacts } of bouts) {
    const start = contacts[0] - RUN_UP;
    const last = contacts.length - 1;
    if (time <= start) return done + settle(done, bouts, time);
    if (time <= contacts[0]) return done + ((time - start) / RUN_UP) ** 1.7;
    if (time < contacts[last]) {
      const next = contacts.findIndex((contact) => contact > time);
      const share = (time - contacts[next - 1]) / (contacts[next] - contacts[next - 1]);
      return done + next + share;
    }
    done += last + 1;
  }
  return done + settle(done, bouts, time);
}

/** After the last contact the rope swings a little further, back, and comes to rest behind the legs. */
function settle(done: number, bouts: readonly Bout[], time: number): number {
  let total = 0;
  for (const { contacts } of bouts) {
    total += contacts.length;
    const since = time - contacts[contacts.length - 1];
    if (total === done && since > 0) return 0.14 * Math.sin(11 * since) * Math.exp(-3.5 * since);
  }
  return 0;
}
