import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { decodeNpy, type NpyArray } from '../../src/lib/data/npy.js';
import { NOT_YET, type Waiting } from './waiting.js';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The folder beside the repository that holds golden arrays and real data; absent on most machines. */
export const SHARED: string = join(dirname(resolve(REPOSITORY)), 'shared');

/** Whether `GOLDEN_DIR` names golden data of its own: made from another seed, other shapes, or of some kinds only. */
const isOwnSet: boolean = Boolean(process.env.GOLDEN_DIR);

/** Golden data: `GOLDEN_DIR`, else the folder beside the repository. */
export const GOLDEN: string = isOwnSet ? resolve(process.env.GOLDEN_DIR ?? '') : join(SHARED, 'golden');

/** Kinds of golden data that tests in this folder compare with. Each is a folder below the golden root. */
export const KINDS = ['npy', 'layers', 'speed-counter', 'gradient-ascent', 'metrics', 'decode', 'decode/resize', 'flow'] as const;

/** One kind of golden data. */
export type Kind = (typeof KINDS)[number];

/** What every `case.json` says of a case's arrays. */
export interface CaseArray {
  readonly name: string;
  readonly file: string;
  readonly shape: readonly number[];
  /** Largest difference allowed; float arrays have one. */
  readonly atol: number;
}

/** A golden case: its folder, and what its `case.json` says. */
export interface GoldenCase<Facts> {
  /** Path below the golden root, such as 'layers/maxpool3d-122'. */
  readonly name: string;
  readonly folder: string;
  readonly facts: Facts & { readonly arrays: readonly CaseArray[] };
}

/**
 * Whether golden data of a kind are there.
 *
 * @throws when the golden data beside the repository are there, but nothing of this kind.
 */
export function hasGolden(kind: Kind): boolean {
  const isThere = existsSync(join(GOLDEN, kind));
  if (!isThere && !isOwnSet && existsSync(GOLDEN)) throw new Error(`the golden data in ${GOLDEN} lack ${kind}`);
  return isThere;
}

/** All cases of a kind that do not wait for later work: every folder below the kind's that holds a `case.json`. */
export function goldenCases<Facts>(kind: Kind): GoldenCase<Facts>[] {
  return allCases<Facts>(kind).filter(({ name }) => !waits(name));
}

/** The cases of a kind that wait for later work, with the reason. */
export function waitingCases<Facts>(kind: Kind): (GoldenCase<Facts> & Waiting)[] {
  return allCases<Facts>(kind).flatMap((golden) => {
    const waiting = waits(golden.name);
    return waiting ? [{ ...golden, ...waiting }] : [];
  });
}

/** `describe` for a kind of golden data; skipped, saying so, where there are none. */
export function describeGolden(kind: Kind, title: string, body: () => void): void {
  const where = isOwnSet ? 'GOLDEN_DIR holds none' : 'no golden data beside the repository';
  if (hasGolden(kind)) describe(`${title} (golden ${kind})`, body);
  else describe.skip(`${title} (golden ${kind}: ${where})`, body);
}

/** An array of a case, by its name. */
export function goldenArray({ facts, folder, name }: GoldenCase<unknown>, array: string): NpyArray {
  const entry = facts.arrays.find((candidate) => candidate.name === array);
  if (!entry) throw new Error(`${name} has no array ${array}`);
  return decodeNpy(readFileSync(join(folder, entry.file)), entry.file);
}

/**
 * Where a path written inside a case lies: 'shared/…' beside the repository, any other below the golden root, or, where a
 * set of one's own lacks it, below the golden data beside the repository.
 */
export function goldenPath(path: string): string {
  if (path.startsWith('shared/')) return join(dirname(SHARED), path);
  const own = join(GOLDEN, path);
  return existsSync(dirname(own)) ? own : join(SHARED, 'golden', path);
}

function allCases<Facts>(kind: Kind): GoldenCase<Facts>[] {
  if (!hasGolden(kind)) return [];
  return readdirSync(join(GOLDEN, kind), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'case.json')
    .map(({ parentPath }) => ({
      name: relative(GOLDEN, parentPath).split(sep).join('/'),
      folder: parentPath,
      facts: JSON.parse(readFileSync(join(parentPath, 'case.json'), 'utf8')),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Why a case waits; undefined where it does not. */
function waits(name: string): Waiting | undefined {
  return NOT_YET.find(({ cases }) => cases.some((pattern) => matches(name, pattern)));
}

/** A pattern is a name, or the beginning of one with '*' at its end. */
function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
