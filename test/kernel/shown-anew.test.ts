import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutputMessage } from '../../src/kernel/session.js';
import { Notebook } from './notebook.js';

// The package finds itself from the repository, as an installed one does from a user's project.
const notebook = new Notebook();
beforeAll(async () => {
  await notebook.start();
  await notebook.run(`
    import { eventStrip, framePair, link, probabilityLine } from ${JSON.stringify(new URL('../../dist/widgets/index.js', import.meta.url).pathname)};
    const strip = eventStrip({ predicted: [10, 20], frameCount: 60 });
    const other = eventStrip({ predicted: [11], frameCount: 60 });`);
}, 30_000);
afterAll(() => notebook.close());

describe('a figure in a front end that does not answer', () => {
  let id: unknown;

  test('is displayed under an id of its own', async () => {
    const { outputs, reply } = await notebook.run('strip');
    expect(reply.status).toBe('ok');
    expect(kinds(outputs)).toEqual(['display_data']);
    id = idOf(outputs.at(-1));
    expect(id).toMatch(/^framescope-/);
  });

  test('is shown anew once where a later cell sets its values, with the last ones, before that cell ends', async () => {
    const { outputs } = await notebook.run(
      `for (let frame = 1; frame < 6; frame++) strip.set('frame', frame); console.log('goes on');`,
    );
    const shown = outputs.filter(({ type }) => type === 'update_display_data');
    expect(shown.map(idOf)).toEqual([id]);
    expect(htmlOf(shown[0])).toContain('&quot;frame&quot;:5');
    // What is printed does not wait for the picture.
    expect(kinds(outputs).indexOf('stream')).toBeLessThan(kinds(outputs).indexOf('update_display_data'));
  });

  test('follows code that takes its time, some times a second', async () => {
    const { outputs } = await notebook.run(`
      for (let frame = 10; frame < 40; frame++) { strip.set('frame', frame); await new Promise((done) => setTimeout(done, 30)); }`);
    const shown = outputs.filter(({ type }) => type === 'update_display_data');
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.length).toBeLessThan(8);
    expect(htmlOf(shown.at(-1))).toContain('&quot;frame&quot;:39');
  });

  test('is linked also where it was displayed before the link', async () => {
    await notebook.run('other');
    const { outputs } = await notebook.run(`link(strip, 'frame', other, 'frame');`);
    const shown = outputs.filter(({ type }) => type === 'update_display_data');
    expect(shown.map(htmlOf).every((html) => html.includes('data-links='))).toBe(true);
    expect(new Set(shown.map(idOf)).size).toBe(2);
  });

  test('that nothing displays is not shown anew, nor one whose value stays', async () => {
    const { outputs } = await notebook.run(`
      const hidden = eventStrip({ predicted: [10], frameCount: 60 }); hidden.set('frame', 7); strip.set('frame', strip.get('frame'));`);
    expect(kinds(outputs)).toEqual([]);
  });

  test('an interrupt ends the wait; nothing is said of what is dropped', async () => {
    const running = notebook.run(`strip.set('frame', 50); await new Promise(() => {});`);
    await new Promise((done) => setTimeout(done, 100));
    await notebook.session.interrupt();
    const { outputs, reply } = await running;
    expect(reply.status).toBe('error');
    expect(kinds(outputs)).not.toContain('stream');
  });
});

const kinds = (outputs: readonly OutputMessage[]): string[] => outputs.map(({ type }) => type);
const idOf = (output?: OutputMessage): unknown => (output?.content.transient as { display_id?: string } | undefined)?.display_id;
const htmlOf = (output?: OutputMessage): string => String((output?.content.data as Record<string, unknown>)['text/html']);
