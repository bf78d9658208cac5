import { InvalidInputError } from '../errors.js';
import { createRandom } from '../random.js';
import { requireNumber } from '../shape.js';
import type { LabelledVideo } from './window-dataset.js';

/** What share of the videos each part gets. The three are above 0 and make 1 together. */
export interface SplitShares {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** How videos are dealt out. */
export interface SplitOptions {
  /** Decides which videos go where. Default 7. */
  readonly seed?: number;
  /** Videos with the same answer stay together: the person in them, the place. Default: each video by itself. */
  readonly groupOf?: (name: string) => string;
}

/** A split as plain data: the names of each part's videos, in the dataset's order. Save it as JSON beside the model. */
export interface SplitNames {
  readonly train: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
}

/**
 * Deals videos into three parts, by whole groups and never by their position in a list.
 *
 * Stratified: groups are sorted by events a frame and cut into as many strata as the smallest part has groups, and every
 * stratum gives to each part; so slow and fast jumpers are in all of them. Within a stratum chance decides.
 *
 * @throws {InvalidInputError} when shares do not make 1, or there are fewer groups than parts.
 */
export function splitVideos(videos: readonly LabelledVideo[], shares: SplitShares, options: SplitOptions = {}): SplitNames {
  const { seed = 7, groupOf = (name) => name } = options;
  requireShares(shares);
  const groups = byEventRate(videos, groupOf);
  if (groups.length < PARTS.length) {
    throw new InvalidInputError('three parts need at least three videos, or groups of videos', {
      received: groups.map(({ key }) => key),
    });
  }
  const random = createRandom(seed).fork('split');
  const sizes = apportion(
    groups.length,
    PARTS.map((part) => shares[part]),
  );
  const strata = Math.min(...sizes);
  const partOf = new Map<string, (typeof PARTS)[number]>();
  let first = 0;
  for (let stratum = 0; stratum < strata; stratum++) {
    const parts = PARTS.flatMap((part, i) => {
      const [before, after] = [stratum, stratum + 1].map((k) => Math.floor((sizes[i] * k) / strata));
      return new Array<typeof part>(after - before).fill(part);
    });
    const dealt = random.shuffle(groups.slice(first, first + parts.length));
    for (const [i, { key }] of dealt.entries()) partOf.set(key, parts[i]);
    first += parts.length;
  }
  const names = (part: string): string[] => videos.map(({ name }) => name).filter((name) => partOf.get(groupOf(name)) === part);
  return { train: names('train'), validation: names('validation'), test: names('test') };
}

const PARTS = ['train', 'validation', 'test'] as const;

function requireShares(shares: SplitShares): void {
  for (const part of PARTS) requireNumber(`the share of ${part}`, shares[part], 0, 1);
  const sum = PARTS.reduce((total, part) => total + shares[part], 0);
  if (Math.abs(sum - 1) > 1e-6 || PARTS.some((part) => shares[part] === 0)) {
    throw new InvalidInputError('the shares of train, validation and test must be above 0 and make 1 together', {
      received: shares,
      accepted: 'for example { train: 0.6, validation: 0.2, test: 0.2 }',
    });
  }
}

function byEventRate(videos: readonly LabelledVideo[], groupOf: (name: string) => string): { key: string; rate: number }[] {
  const groups = new Map<string, { events: number; frames: number }>();
  for (const { name, events, frames } of videos) {
    const group = groups.get(groupOf(name)) ?? { events: 0, frames: 0 };
    groups.set(groupOf(name), { events: group.events + events.length, frames: group.frames + frames.length });
  }
  return [...groups]
    .map(([key, { events, frames }]) => ({ key, rate: events / frames }))
    .sort((a, b) => a.rate - b.rate || (a.key < b.key ? -1 : 1));
}

/** Whole numbers, each at least 1, that sum to `total` and come as near to `shares` as that allows: whoever lacks most gets the next. */
function apportion(total: number, shares: readonly number[]): number[] {
  const sizes = shares.map(() => 1);
  for (let given = sizes.length; given < total; given++) {
    const lacking = shares.map((share, i) => share * total - sizes[i]);
    sizes[lacking.indexOf(Math.max(...lacking))]++;
  }
  return sizes;
}
