import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { afterAll, describe, expect, test } from 'vitest';
import { loadEvents, requireEventsWithin } from '../../src/lib/data/events.js';
import { encodeNpy } from '../../src/lib/data/npy.js';
import { type SaveEventsOptions, saveEvents } from '../../src/lib/data/save-events.js';
import { InvalidInputError } from '../../src/lib/errors.js';

const root = mkdtempSync(join(tmpdir(), 'framescope-events-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Writes a label file into the test's folder. */
function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(root, name), content);
  return join(root, name);
}

const npy = (name: string, events: number[]) => file(name, encodeNpy({ data: Int32Array.from(events), shape: [events.length] }));

/** Frames at 25 a second, the third of them late, as cameras do. */
const TIMES = Float64Array.of(0, 0.04, 0.1, 0.12, 0.16, 0.2);

describe('labels are read', () => {
  test.each([
    ['a list', '[0, 4, 9]'],
    ['frames', '{"frames": [0, 4, 9], "note": "by hand"}'],
    ['events', '{"video": "a.mp4", "frameRate": 30, "events": [{"frame": 0}, {"frame": 4, "time": 9.9}, 9]}'],
    ['a byte order mark', '\uFEFF[0, 4, 9]'],
  ])('from .json: %s', async (_, text) => {
    expect(await loadEvents(file('a.json', text))).toEqual([0, 4, 9]);
  });

  test.each([
    ['a header', 'frame\n0\n4\n9\n'],
    ['no header', '0\n4\n9'],
    ['a byte order mark and CRLF', '\uFEFFFrame\r\n0\r\n4\r\n9\r\n'],
    ['semicolons, quotes, other columns', '"note";"frame";"time"\n"left";"0";"0.5"\nright;4;1\n;9;2\n'],
    ['tabs', 'time\tframe\n1\t0\n2\t4\n3\t9'],
    ['blank lines', '\nframe\n\n0\n4\n\n9\n\n'],
  ])('from .csv: %s', async (_, text) => {
    expect(await loadEvents(file('a.csv', text))).toEqual([0, 4, 9]);
  });

  test('a time is the frame shown nearest to it', async () => {
    const path = file('times.csv', 'time\n-0.01\n0.06\n0.11\n0.17\n0.23\n');
    expect(await loadEvents(path, { timestamps: TIMES })).toEqual([0, 1, 2, 4, 5]);
    const json = file('times.json', '{"events": [{"time": 0.05}, {"frame": 4, "time": 0}]}');
    expect(await loadEvents(json, { timestamps: TIMES })).toEqual([1, 4]);
    await expect(loadEvents(path)).rejects.toThrow(
      "times.csv gives events by their time, so the times of the video's frames are needed. Call loadEvents(path, { timestamps",
    );
    await expect(loadEvents(file('late.csv', 'time\n0.3'), { timestamps: TIMES })).rejects.toThrow(
      'late.csv has an event outside the video. Received: "0.3 s, the video\'s frames are shown from 0 to 0.2 s"',
    );
    await expect(loadEvents(file('twice.csv', 'time\n0.04\n0.045'), { timestamps: TIMES })).rejects.toThrow(
      'each larger than the one before. Received: [1, 1]',
    );
  });

  test.each([
    ['a.json', '[]'],
    ['a.json', '{"events": []}'],
    ['a.csv', 'frame\n'],
  ])('%s without any event is a video in which nobody jumps: %s', async (name, text) => {
    expect(await loadEvents(file(name, text))).toEqual([]);
    expect(await loadEvents(npy('none.npy', []))).toEqual([]);
  });
});

describe('labels are refused', () => {
  test('a missing file names the three nearest', async () => {
    for (const name of ['swe_1', 'swe_2', 'jp_2', 'china_1']) npy(`${name}.npy`, [1]);
    await expect(loadEvents(join(root, 'swe_3.npy'))).rejects.toThrow(
      /the label file swe_3\.npy is not in .*Nearest names there: swe_1\.npy, swe_2\.npy, jp_2\.npy\./,
    );
    await expect(loadEvents(root.concat('/a.txt'))).rejects.toThrow('labels come as .npy, .json, .csv files. Received: "a.txt"');
  });

  test.each(['.npy', '.json', '.csv'])('an empty %s file is not taken for one without events', async (ending) => {
    const failed = loadEvents(file(`zero${ending}`, ''));
    await expect(failed).rejects.toThrow(InvalidInputError);
    await expect(failed).rejects.toThrow(`zero${ending} is empty: 0 bytes. No event at all is written as an empty list`);
  });

  test.each([
    ['falling', [5, 3], 'each larger than the one before. Received: [5, 3]'],
    ['repeated', [2, 2], 'each larger than the one before. Received: [2, 2]'],
    ['negative', [-1, 2], 'frame indices from 0 on, each larger than the one before. Received: [-1, 2]'],
    ['broken', [1.5, 2], 'frame indices from 0 on, each larger than the one before. Received: [1.5, 2]'],
  ])('%s events', async (name, events, message) => {
    for (const path of [file(`${name}.json`, JSON.stringify(events)), file(`${name}.csv`, events.join('\n'))]) {
      await expect(loadEvents(path)).rejects.toThrow(InvalidInputError);
      await expect(loadEvents(path)).rejects.toThrow(message);
    }
    if (name !== 'broken') await expect(loadEvents(npy(`${name}.npy`, events))).rejects.toThrow(message);
  });

  test.each([
    ['a.json', '[3, 9', 'a.json is no JSON'],
    ['a.json', '"frames"', 'a.json holds no labels. Received: "frames". Accepted: [3, 9], { "frames": [3, 9] } or'],
    ['a.json', '{"marks": [3]}', 'a.json holds no labels. Received: ["marks"]'],
    ['a.json', '["3"]', 'event 1 of a.json has neither a frame nor a time that is a number. Received: "3"'],
    ['a.json', '[3, null]', 'event 2 of a.json has neither'],
    ['a.json', '{"events": [{"frame": "3"}]}', 'event 1 of a.json has neither'],
    ['a.json', '{"video": 3, "events": []}', 'a.json must name its video by a text. Received: 3'],
    ['a.json', '{"format": "framescope events", "version": 2, "events": []}', 'a.json is of a later version of framescope'],
    ['a.csv', '3,0.1\n4,0.2', 'the first line of a.csv must name its columns'],
    ['a.csv', 'jump\n3', 'a.csv has no column frame or time. Received: ["jump"]'],
    ['a.csv', 'frame,time\n3,0.1\n4', 'line 3 of a.csv has 1 fields, not 2. Received: "4"'],
    ['a.csv', 'frame\n\n3\nx', 'line 4 of a.csv has no number for frame. Received: "x"'],
    ['a.csv', 'time;note\n0,5;a', 'line 2 of a.csv has no number for time. Received: "0,5". Write decimals with a point.'],
    ['a.csv', ' \n', 'a.csv holds no line'],
    ['a.csv', Buffer.from('frame\n3', 'utf16le'), 'a.csv is no text in UTF-8. Save it again as CSV UTF-8.'],
  ])('%s: %o', async (name, content, message) => {
    const path = file(name, content);
    await expect(loadEvents(path)).rejects.toThrow(InvalidInputError);
    await expect(loadEvents(path)).rejects.toThrow(message);
  });

  test('beyond the last frame: file, label and frames are named', async () => {
    expect(() => requireEventsWithin([3, 320], 320, 'a.npy', 'a.mp4')).toThrow(
      'a.npy has labels beyond the last frame of a.mp4. Received: "label 320, the video has frames 0 to 319". Check that labels and video belong together',
    );
    expect(() => requireEventsWithin([3, 319], 320, 'a.npy', 'a.mp4')).not.toThrow();
    await expect(loadEvents(npy('a.npy', [6]), { timestamps: TIMES, video: 'a.mp4' })).rejects.toThrow(
      'beyond the last frame of a.mp4',
    );
  });

  test('labels that name another video', async () => {
    const path = file('b.json', '{"video": "a.mov", "events": [{"frame": 3}]}');
    await expect(loadEvents(path, { video: '/clips/b.mp4' })).rejects.toThrow(
      'b.json holds the labels of another video. Received: "labels of a.mov, for b.mp4"',
    );
    expect(await loadEvents(path, { video: '/clips/a.mp4' })).toEqual([3]);
  });
});

describe('labels are saved', () => {
  const events = fc
    .uniqueArray(fc.integer({ min: 0, max: 999 }), { maxLength: 40 })
    .map((frames) => [...frames].sort((a, b) => a - b));
  const options = fc.constantFrom<SaveEventsOptions>(
    {},
    { video: 'clips/a.mp4' },
    { timestamps: Float64Array.from({ length: 1000 }, (_, i) => i / 29.97), video: 'a.mp4' },
  );

  property.prop([events, options, fc.constantFrom('.npy', '.json', '.csv')], { numRuns: 60 })(
    'and read back the same, by frame and by time',
    async (frames, given, ending) => {
      const path = join(root, `round${ending}`);
      await saveEvents(path, frames, { ...given, overwrite: true });
      expect(await loadEvents(path, { video: 'a.mp4' })).toEqual(frames);
      if (ending === '.csv' && given.timestamps) {
        const times = readFileSync(path, 'utf8').replaceAll(/^[^,]*,/gm, '');
        expect(await loadEvents(file('times-only.csv', times), given)).toEqual(frames);
      }
    },
  );

  test('a file that is there is kept, unless overwriting is asked for', async () => {
    const path = join(root, 'kept.csv');
    await saveEvents(path, [1, 2]);
    await expect(saveEvents(path, [3])).rejects.toThrow('kept.csv is there already');
    expect(await loadEvents(path)).toEqual([1, 2]);
    await saveEvents(path, [3], { overwrite: true });
    expect(await loadEvents(path)).toEqual([3]);
    expect(readdirSync(root).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('wrong events and endings are refused, and nothing is written', async () => {
    await expect(saveEvents(join(root, 'new.txt'), [1])).rejects.toThrow('labels are written as .npy, .json, .csv');
    await expect(saveEvents(join(root, 'new.npy'), [2, 1])).rejects.toThrow('each larger than the one before');
    await expect(saveEvents(join(root, 'new.json'), [6], { timestamps: TIMES })).rejects.toThrow('beyond the last frame');
    expect(readdirSync(root).filter((name) => name.startsWith('new'))).toEqual([]);
  });

  test('.json names the schema, the video and the times', async () => {
    await saveEvents(join(root, 'schema.json'), [1, 3], { video: 'clips/b.mp4', timestamps: TIMES });
    expect(JSON.parse(readFileSync(join(root, 'schema.json'), 'utf8'))).toEqual({
      format: 'framescope events',
      version: 1,
      video: 'b.mp4',
      events: [
        { frame: 1, time: 0.04 },
        { frame: 3, time: 0.12 },
      ],
    });
  });
});
