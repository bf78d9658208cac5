import { ease } from './chance.js';
import type { Bout, Foot } from './contacts.js';

/** What the steps do to the jumper at one moment. */
export interface Motion {
  /** Height of each foot over the ground, in shares of its full lift: 0 on the ground, 1 highest. */
  readonly lift: Readonly<Record<Foot, number>>;
  /** Height of the body, 0 lowest to 1 highest. */
  readonly bounce: number;
  /** Turns of the rope: whole numbers at contacts. */
  readonly turns: number;
  /** 1 while stepping, 0 at rest, in between before the first and after the last contact of a bout. */
  readonly activity: number;
}

/** Seconds from rest to the first contact, in which the rope swings over the head. */
const RUN_UP = 0.45;

interface Swing {
  readonly foot: Foot;
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

/**
 * Motion as a function of time in seconds, continuous, from the planned contacts.
 *
 * @param flight share of a step, before each contact, in which both feet are in the air and the rope passes under them.
 */
export function planMotion(bouts: readonly Bout[], flight: number): (time: number) => Motion {
  const swings = bouts.flatMap((bout) => swingsOf(bout, flight));
  return (time) => {
    const activity = activityAt(bouts, time);
    const turns = turnsAt(bouts, time, flight);
    return {
      lift: { left: liftAt(swings, 'left', time), right: liftAt(swings, 'right', time) },
      bounce: bounceAt(turns, activity, flight),
      turns,
      activity,
    };
  };
}

/** Every stay of a foot in the air that ends in a contact of the bout. The quicker the steps, the lower the feet. */
function swingsOf({ contacts, firstFoot }: Bout, flight: number): Swing[] {
  const footOf = (k: number): Foot => ((k % 2 === 0) === (firstFoot === 'left') ? 'left' : 'right');
  const stepOf = (k: number): number => (k > 0 ? contacts[k] - contacts[k - 1] : RUN_UP / 2);
  const liftOff = (k: number): number => contacts[k] - flight * stepOf(k);
  const swings = contacts.map((to, k): Swing => {
    if (k === 0) return { foot: footOf(0), from: to - RUN_UP / 2, to, height: 0.6 };
    return { foot: footOf(k), from: liftOff(k - 1), to, height: Math.min(1, 0.25 + 3.4 * stepOf(k)) };
  });
  const last = contacts.length - 1;
  return [...swings, { foot: footOf(last + 1), from: liftOff(last), to: contacts[last], height: 0.2 }];
}

function liftAt(swings: readonly Swing[], foot: Foot, time: number): number {
  const swing = swings.find((s) => s.foot === foot && s.from < time && time < s.to);
  if (!swing) return 0;
  return swing.height * Math.sin((Math.PI * (time - swing.from)) / (swing.to - swing.from)) ** 0.9;
}

/** The body is highest in the middle of the flight before a contact. */
function bounceAt(turns: number, activity: number, flight: number): number {
  const wave = 0.5 + 0.5 * Math.cos(2 * Math.PI * (turns + flight / 2));
  return wave * activity + 0.5 * (1 - activity);
}

function activityAt(bouts: readonly Bout[], time: number): number {
  return bouts.reduce((most, { contacts }) => {
    const away = Math.max(contacts[0] - time, time - contacts[contacts.length - 1]);
    return Math.max(most, ease(1 - away / (RUN_UP / 2)));
  }, 0);
}

function turnsAt(bouts: readonly Bout[], time: number, flight: number): number {
  let done = 0;
  let rest = 0;
  for (const { contacts, ending } of bouts) {
    const start = contacts[0] - RUN_UP;
    const last = contacts.length - 1;
    if (time <= start) return done + rest;
    if (time <= contacts[0]) return done + rest * (1 - ease((time - start) / 0.2)) + ((time - start) / RUN_UP) ** 1.7;
    const caught = ending === 'miss' ? flight / 2 + 0.05 : 0;
    if (time < contacts[last]) {
      const next = contacts.findIndex((contact) => contact > time);
      const share = (time - contacts[next - 1]) / (contacts[next] - contacts[next - 1]);
      return done + next + Math.min(share, next === last ? 1 - caught : 1);
    }
    done += last + 1;
    rest = settle(time - contacts[last], caught);
  }
  return done + rest;
}

/**
 * Turns after the last contact: the rope swings a little further, back, and comes to rest behind the legs; one that was
 * caught on its way to the feet trembles there.
 */
function settle(since: number, caught: number): number {
  const swing = Math.sin(11 * since) * Math.exp(-3.5 * since);
  return (caught > 0 ? 0.03 : 0.14) * swing - caught;
}
