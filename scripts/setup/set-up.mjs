import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStep } from './build-step.mjs';
import { dependenciesStep } from './dependencies-step.mjs';
import { engineStep } from './engine-step.mjs';
import { linkStep } from './link-step.mjs';
import { programsStep } from './programs-step.mjs';

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Prepares a clone: dependencies, build, self-link, engine, each only where something changed; tells what is missing.
 *
 * A step is `{ name, isOptional?, run(say) }`: `run` calls `say('what it does')` as soon as it knows that there is
 * something to do and may return what was found. A failing optional step is told and gone on from.
 *
 * @param out Where the lines go. Default stdout.
 * @returns what is degraded, a sentence each.
 */
export async function setUp({ out = process.stdout } = {}) {
  const began = Date.now();
  const degraded = [];
  for (const step of [dependenciesStep, buildStep, linkStep, programsStep, engineStep]) {
    const failure = await runStep(step, out);
    if (failure) degraded.push(failure);
  }
  return { degraded, seconds: (Date.now() - began) / 1000 };
}

async function runStep({ name, isOptional = false, run }, out) {
  const began = Date.now();
  const line = new StepLine(name, out);
  try {
    const found = await run((what) => line.say(what), root);
    line.end(found, began);
  } catch (error) {
    line.end('failed', began);
    if (!isOptional) throw error;
    out.write(`  ${error.message}\n`);
    return error.message;
  }
}

/** One line of a step: `dependencies: installing … 12.3 s`; in a terminal it shows progress on the way. */
class StepLine {
  #text = '';
  #shown = 0;

  constructor(name, out) {
    this.name = name;
    this.out = out;
  }

  say(what) {
    if (this.out.isTTY) this.#rewrite(`${this.name}: ${what} …`);
    else if (this.#text === '') this.out.write(`${this.name}: ${what} … `);
    this.#text ||= what;
  }

  end(found, began) {
    const seconds = `${((Date.now() - began) / 1000).toFixed(1)} s`;
    const text = [this.#text, found].filter(Boolean).join(': ');
    if (this.out.isTTY) this.#rewrite(`${this.name}: ${text} (${seconds})\n`);
    else if (this.#text === '') this.out.write(`${this.name}: ${text} (${seconds})\n`);
    else this.out.write(`${found ? `${found} ` : ''}(${seconds})\n`);
  }

  #rewrite(text) {
    this.out.write(`\r${text.padEnd(this.#shown)}`);
    this.#shown = text.length;
  }
}

/** The compiled command line. */
export const cli = join(root, 'dist/cli/main.js');
