import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Journal, type JournalEntry } from '../../src/label/journal.js';
import { LabelledVideo, placesOf } from '../../src/label/labelled-video.js';
import { WriterLock } from '../../src/label/writer-lock.js';
import { loadEvents } from '../../src/lib/data/events.js';
import { NO_LABELS } from '../../src/lib/data/labels/video-labels.js';
import { saveEvents } from '../../src/lib/data/save-events.js';
import { saveLabels } from '../../src/lib/data/save-labels.js';

const root = mkdtempSync(join(tmpdir(), 'framescope-journal-'));
afterAll(() => rmSync(root, { recursive: true }));

const tap = (frame: number): JournalEntry => ({
  id: `tap-${frame}`,
  action: { type: 'add', event: { frame, time: frame / 30, source: 'person' } },
});
const noTimes = () => Promise.reject(new Error('these labels are no times'));

describe('a journal', () => {
  const path = join(root, 'journal.jsonl');
  beforeEach(() => rmSync(path, { force: true }));
  const begin = (): Journal => Journal.begin(path, { video: 'a.mp4', base: NO_LABELS, digest: null });

  test('gives back what was appended, after the process that wrote it is gone', async () => {
    const journal = begin();
    expect(existsSync(path)).toBe(false);
    await journal.append([tap(3), tap(9)]);
    await journal.append([tap(12)]);
    const found = await Journal.find(path); // nobody has closed the first one
    expect(found?.entries).toEqual([tap(3), tap(9), tap(12)]);
    expect(found?.head).toEqual({ video: 'a.mp4', base: NO_LABELS, digest: null });
    await journal.close();
  });

  test('leaves out a line that a crash has torn, and goes on where it was whole', async () => {
    const journal = begin();
    await journal.append([tap(3)]);
    await journal.close();
    appendFileSync(path, '{"id":"tap-9","action":{"type":"add","ev');
    const found = await Journal.find(path);
    expect(found?.entries).toEqual([tap(3)]);
    await found?.append([tap(12)]);
    await found?.close();
    expect((await Journal.find(path))?.entries).toEqual([tap(3), tap(12)]);
  });

  test('says which line is damaged, where it is not the last', async () => {
    const journal = begin();
    await journal.append([tap(3)]);
    await journal.close();
    writeFileSync(path, `${readFileSync(path, 'utf8')}oops\n{}\n`);
    await expect(Journal.find(path)).rejects.toThrow(/line 3 of the journal .* is damaged. Received: "oops"/);
  });
});

describe('a video being labelled', () => {
  let folder = '';
  const entry = () => ({ name: 'a', file: join(folder, 'a.mp4') });
  const places = (ending = '.json') => placesOf(entry(), folder, ending);
  const open = (ending?: string) => LabelledVideo.open(entry(), places(ending), noTimes);
  beforeEach(() => {
    folder = mkdtempSync(join(root, 'video-'));
  });

  test('keeps taps that were confirmed when nothing else was written, and does what is sent twice once', async () => {
    const labelled = await open();
    expect(await labelled.act(0, [tap(3), tap(9)])).toBe(2);
    expect(await labelled.act(0, [tap(3), tap(9), tap(12)])).toBe(3);
    const again = await open(); // as after kill -9: the label file was not written
    expect(existsSync(places().labels)).toBe(false);
    expect(again.labels.events.map(({ frame }) => frame)).toEqual([3, 9, 12]);
    expect(again.isSaved).toBe(false);
    await again.close();
    expect(await loadEvents(places().labels)).toEqual([3, 9, 12]);
    await labelled.close();
  });

  test('undo reaches back over a restart', async () => {
    const labelled = await open();
    await labelled.act(0, [tap(3), tap(9)]);
    await labelled.close();
    const again = await open();
    expect(again.isSaved).toBe(true);
    await again.act(2, [{ id: 'back', action: { type: 'undo' } }]);
    expect(again.labels.events.map(({ frame }) => frame)).toEqual([3]);
    await again.close();
  });

  test('J13: a label file that was there is kept as a .bak once; what was written here is not', async () => {
    await saveEvents(join(folder, 'a.npy'), [5, 6]);
    const begun = await open('.npy');
    await begun.act(0, [tap(3)]);
    await begun.save();
    await begun.act(1, [tap(9)]);
    await begun.save();
    await begun.close();
    const again = await open('.npy');
    await again.act(2, [tap(12)]);
    await again.close();
    expect(await loadEvents(join(folder, 'a.npy'))).toEqual([3, 5, 6, 9, 12]);
    expect(readdirSync(folder).sort()).toEqual(['.framescope-labels', 'a.npy', 'a.npy.bak']);
    writeFileSync(join(folder, 'old.npy'), readFileSync(join(folder, 'a.npy.bak')));
    expect(await loadEvents(join(folder, 'old.npy'))).toEqual([5, 6]);
  });

  test('a label file that was changed elsewhere counts, and what was done here is kept and told', async () => {
    const labelled = await open();
    await labelled.act(0, [tap(3)]);
    await labelled.close();
    await saveEvents(places().labels, [7], { overwrite: true });
    const again = await open();
    expect(again.labels.events.map(({ frame }) => frame)).toEqual([7]);
    expect(again.notices.join()).toMatch(
      /^a\.json was changed elsewhere since it was labelled here\. What you did here is kept in a\.jsonl\..*\.bak\.$/,
    );
    expect(readdirSync(join(folder, '.framescope-labels'))).toHaveLength(1);
    await again.close();
  });

  test('what cannot be done is refused in words, what came before it stays', async () => {
    const labelled = await open();
    expect(labelled.settle(10)).toBeUndefined();
    await expect(labelled.act(0, [tap(3), tap(3.5), tap(4)])).rejects.toThrow('must be a frame index. Received: 3.5');
    await expect(labelled.act(1, [tap(10)])).rejects.toThrow(
      'this label lies beyond the last frame. Received: 10. Accepted: frames 0 to 9',
    );
    await expect(labelled.act(0, [tap(5)])).rejects.toThrow('changed in another tab meanwhile');
    expect(labelled.labels.events.map(({ frame }) => frame)).toEqual([3]);
    await labelled.close();
  });
});

test('labels that cannot be this video’s are told once its frames are counted', async () => {
  const folder = mkdtempSync(join(root, 'other-'));
  const entry = { name: 'a', file: join(folder, 'a.mp4'), labels: join(folder, 'a.json') };
  const open = () => LabelledVideo.open(entry, placesOf(entry, folder, '.json'), noTimes);
  await saveLabels(entry.labels, { events: [{ frame: 12, source: 'person' }], ranges: [] }, { video: 'a.mp4', frameCount: 20 });
  expect((await open()).settle(20)).toBeUndefined();
  expect((await open()).settle(21)).toBe('a.json was made for a video of 20 frames; this one has 21. Are these its labels?');
  await saveEvents(entry.labels, [12], { overwrite: true });
  expect((await open()).settle(12)).toBe('a.json has a label on frame 12; the last frame is 11. Are these its labels?');
  await saveEvents(entry.labels, [12], { overwrite: true, video: 'b.mp4' });
  await expect(open()).rejects.toThrow('a.json holds the labels of another video. Received: "labels of b.mp4, for a.mp4"');
});

test('one tab writes: the first, until it leaves, is silent for a while, or another is preferred', () => {
  let now = 0;
  const lock = new WriterLock(() => now);
  expect([lock.claim('a'), lock.claim('b'), lock.hears('b')]).toEqual([true, false, false]);
  now = 16_000;
  expect([lock.claim('b'), lock.hears('a')]).toEqual([true, false]);
  expect([lock.claim('a', true), lock.hears('b')]).toEqual([true, false]);
  lock.release('a');
  expect(lock.claim('b')).toBe(true);
});
