import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { afterAll, describe, expect, test } from 'vitest';
import { loadEvents } from '../../../src/lib/data/events.js';
import type { VideoLabels } from '../../../src/lib/data/labels/video-labels.js';
import { loadLabels } from '../../../src/lib/data/load-labels.js';
import { saveEvents } from '../../../src/lib/data/save-events.js';
import { saveLabels } from '../../../src/lib/data/save-labels.js';

const root = mkdtempSync(join(tmpdir(), 'framescope-labels-'));
afterAll(() => rmSync(root, { recursive: true }));
const at = (name: string): string => join(root, name);
function file(name: string, content: string): string {
  writeFileSync(at(name), content);
  return at(name);
}

const LABELS: VideoLabels = {
  events: [
    { frame: 3, time: 0.1, source: 'person', class: 'left, "up"' },
    { frame: 9, time: 0.3, source: 'model', confidence: 0.75 },
    { frame: 12, time: 0.4, source: 'person' },
  ],
  ranges: [{ class: 'on one leg', start: 2, end: 7, source: 'person' }],
  region: { left: 10, top: 20, width: 300, height: 400 },
};
/** 25 frames a second. */
const TIMES = Float64Array.from({ length: 50 }, (_, frame) => frame / 25);

describe('label files', () => {
  const name = fc.stringMatching(/^[a-z ,;"äß]{1,12}$/).filter((text) => text.trim() === text && text !== '');
  const events = fc
    .uniqueArray(fc.record({ frame: fc.nat(5000), confidence: fc.option(fc.constantFrom(0, 0.25, 1)), class: fc.option(name) }), {
      selector: ({ frame }) => frame,
    })
    .map((all) => all.sort((a, b) => a.frame - b.frame));

  property.prop([events, fc.constantFrom('json', 'csv')], { numRuns: 60 })(
    'hold events with everything known of them: .%s',
    async (all, ending) => {
      const labels: VideoLabels = {
        events: all.map(({ frame, confidence, class: label }) => ({
          frame,
          time: frame / 32,
          source: confidence === null ? 'person' : 'model',
          ...(confidence === null ? {} : { confidence }),
          ...(label === null ? {} : { class: label }),
        })),
        ranges: [],
      };
      const path = at(`round.${ending}`);
      await saveLabels(path, labels, { existing: 'replace' });
      expect(await loadLabels(path)).toEqual(labels);
      expect(await loadEvents(path)).toEqual(labels.events.map(({ frame }) => frame));
    },
  );

  test('.json keeps everything, .csv all but the region, .npy the frames', async () => {
    for (const ending of ['json', 'csv', 'npy'])
      await saveLabels(at(`all.${ending}`), LABELS, { video: 'all.mp4', frameCount: 320 });
    expect(await loadLabels(at('all.json'), { video: 'all.mp4', frameCount: 320 })).toEqual(LABELS);
    const { region: _, ...withoutRegion } = LABELS;
    expect(await loadLabels(at('all.csv'))).toEqual(withoutRegion);
    await saveEvents(at('plain.npy'), [3, 9, 12]);
    expect(readFileSync(at('all.npy')).equals(readFileSync(at('plain.npy')))).toBe(true);
    for (const ending of ['json', 'csv', 'npy']) expect(await loadEvents(at(`all.${ending}`))).toEqual([3, 9, 12]);
  });

  test('J13: saving again keeps the old file beside, each older one too, and the same content once', async () => {
    const path = at('kept.npy');
    await saveEvents(path, [1, 2]);
    expect(await saveLabels(path, LABELS)).toBe(`${path}.bak`);
    expect(await saveLabels(path, LABELS)).toBeUndefined();
    expect(await saveLabels(path, { events: [], ranges: [] })).toBe(`${path}.2.bak`);
    await saveEvents(path, [1, 2], { overwrite: true });
    expect(await saveLabels(path, LABELS)).toBe(`${path}.bak`);
    expect(readdirSync(root).filter((file) => file.startsWith('kept'))).toEqual(['kept.npy', 'kept.npy.2.bak', 'kept.npy.bak']);
    writeFileSync(at('old.npy'), readFileSync(`${path}.bak`));
    expect(await loadEvents(at('old.npy'))).toEqual([1, 2]);
    await expect(saveLabels(path, NOTHING, { existing: 'refuse' })).rejects.toThrow('kept.npy is there already');
  });

  test('labels of another video are told by its name, its number of frames, or frames beyond its end', async () => {
    await saveLabels(at('mine.json'), LABELS, { video: 'mine.mp4', frameCount: 320 });
    await expect(loadLabels(at('mine.json'), { video: 'other.mp4' })).rejects.toThrow(
      'mine.json holds the labels of another video',
    );
    await expect(loadLabels(at('mine.json'), { frameCount: 300 })).rejects.toThrow(
      'mine.json was made for a video with another number of frames. Received: "320 frames, the video has 300"',
    );
    await saveLabels(at('mine.npy'), LABELS);
    await expect(loadLabels(at('mine.npy'), { frameCount: 12, video: 'mine.mp4' })).rejects.toThrow(
      'mine.npy has labels beyond the last frame of mine.mp4. Received: "label 12, the video has frames 0 to 11"',
    );
    const range = file('range.csv', 'frame,endFrame,class\n2,30,run\n');
    await expect(loadLabels(range, { frameCount: 30 })).rejects.toThrow('labels beyond the last frame');
  });

  test.each([
    ['range.json', '{"events": [], "ranges": [{"start": 1, "end": 2}]}', 'range 1 of range.json has no class, start and end'],
    ['range2.json', '{"events": [], "ranges": [{"class": "a", "start": 4, "end": 2}]}', 'a range ends no earlier than it starts'],
    ['region.json', '{"events": [], "region": {"left": 1}}', 'a region must be a rectangle in whole pixels'],
    ['sure.json', '{"events": [{"frame": 1, "confidence": 7}]}', 'the confidence of an event must be from 0 to 1. Received: 7'],
    ['twice.csv', 'frame\n4\n4\n', 'frame 4 has an event already'],
    ['a.txt', '4', 'labels come as .npy, .json, .csv files'],
  ])('%s is refused in words', async (name, text, message) => {
    await expect(loadLabels(file(name, text))).rejects.toThrow(message);
  });
});

const NOTHING: VideoLabels = { events: [], ranges: [] };

describe("other programs' files", () => {
  const read = async (name: string, text: string, video?: string) => {
    const { events, ranges } = await loadLabels(file(name, text), { timestamps: TIMES, video });
    return [
      events.map(({ frame, class: label }) => [frame, label]),
      ranges.map(({ class: label, start, end }) => [label, start, end]),
    ];
  };

  test('CVAT for video: a track is a range wherever it is not outside, a single frame an event', async () => {
    const box = (frame: number, outside = 0): string =>
      `<box frame="${frame}" outside="${outside}" occluded="0" keyframe="1" xtl="1" ytl="1" xbr="9" ybr="9"/>`;
    const xml = `<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version><meta><task><size>50</size><source>jump.mp4</source></task></meta>
      <track id="0" label="in the air">${box(4)}${box(5)}${box(8)}${box(9, 1)}${box(20)}${box(23)}</track>
      <track id="1" label="contact">${box(10)}${box(11, 1)}</track></annotations>`;
    expect(await read('jump.xml', xml, 'jump.mp4')).toEqual([
      [[10, 'contact']],
      [
        ['in the air', 4, 8],
        ['in the air', 20, 23],
      ],
    ]);
    await expect(read('jump.xml', xml, 'other.mp4')).rejects.toThrow('holds the labels of another video');
  });

  test('CVAT for images, and its JSON: labels on neighbouring frames are a range, two on one frame one event with both names', async () => {
    const image = (id: number, ...labels: string[]): string =>
      `<image id="${id}" name="frame_${id}" width="9" height="9">${labels.map((label) => `<tag label="${label}"/>`).join('')}</image>`;
    const xml = `<annotations>${image(3, 'left')}${image(4, 'left')}${image(5, 'left')}${image(8, 'left', 'right &amp; up')}</annotations>`;
    const expected = [[[8, 'left + right & up']], [['left', 3, 5]]];
    expect(await read('images.xml', xml)).toEqual(expected);
    const tag = (frame: number, label: string) => ({ frame, label, attributes: [] });
    const tags = [tag(3, 'left'), tag(4, 'left'), tag(5, 'left'), tag(8, 'left'), tag(8, 'right & up')];
    expect(await read('cvat.json', JSON.stringify([{ version: 0, tags, shapes: [], tracks: [] }]))).toEqual(expected);
    const track = {
      frame: 4,
      label_id: 7,
      shapes: [
        { frame: 4, outside: false },
        { frame: 9, outside: true },
      ],
    };
    expect(await read('server.json', JSON.stringify({ tags: [], shapes: [], tracks: [track] }))).toEqual([
      [],
      [['label 7', 4, 8]],
    ]);
  });

  test('ELAN: annotations on the time line are ranges, those of a frame events; open times are spread, references left out', async () => {
    const annotation = (from: string, to: string, text: string): string =>
      `<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a" TIME_SLOT_REF1="${from}" TIME_SLOT_REF2="${to}"><ANNOTATION_VALUE>${text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>`;
    const eaf = `<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT FORMAT="3.0" VERSION="3.0">
      <HEADER TIME_UNITS="milliseconds"><MEDIA_DESCRIPTOR MEDIA_URL="file:///home/me/my%20jump.mp4" MIME_TYPE="video/mp4"/></HEADER>
      <TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="200"/><TIME_SLOT TIME_SLOT_ID="t2" TIME_VALUE="240"/>
        <TIME_SLOT TIME_SLOT_ID="t3" TIME_VALUE="400"/><TIME_SLOT TIME_SLOT_ID="t4"/><TIME_SLOT TIME_SLOT_ID="t5" TIME_VALUE="800"/></TIME_ORDER>
      <TIER TIER_ID="feet">${annotation('t1', 't2', 'contact')}${annotation('t3', 't4', 'flight')}${annotation('t4', 't5', '')}
        <ANNOTATION><REF_ANNOTATION ANNOTATION_ID="b" ANNOTATION_REF="a"><ANNOTATION_VALUE>no time</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
      </ANNOTATION_DOCUMENT>`;
    expect(await read('jump.eaf', eaf, 'my jump.mp4')).toEqual([
      [[5, 'contact']],
      [
        ['flight', 10, 14],
        ['feet', 15, 19],
      ],
    ]);
    await expect(loadLabels(at('jump.eaf'))).rejects.toThrow(
      "jump.eaf gives events by their time, so the times of the video's frames",
    );
  });

  test('VIA 3: segments are ranges, single times events, of the video that is meant', async () => {
    const project = {
      project: { pname: 'jumps' },
      config: {},
      attribute: { 1: { aname: 'what', type: 4, options: { 0: 'contact', 1: 'flight' } } },
      file: { 1: { fid: 1, fname: 'a.mp4', type: 4 }, 2: { fid: 2, fname: 'b.mp4', type: 4 } },
      view: { 1: { fid_list: [1] }, 2: { fid_list: [2] } },
      metadata: {
        '1_x': { vid: '1', flg: 0, z: [0.2], xy: [2, 1, 1, 9, 9], av: { 1: '0' } },
        '1_y': { vid: '1', flg: 0, z: [0.4, 0.8], xy: [], av: { 1: '1' } },
        '2_z': { vid: '2', flg: 0, z: [1, 1.2], xy: [], av: { 2: 'turn' } },
        '2_n': { vid: '2', flg: 0, z: [], xy: [], av: {} },
      },
    };
    const text = JSON.stringify(project);
    expect(await read('via.json', text, 'a.mp4')).toEqual([[[5, 'contact']], [['flight', 10, 19]]]);
    expect(await read('via.json', text, 'b.mp4')).toEqual([[], [['turn', 25, 29]]]);
    await expect(read('via.json', text)).rejects.toThrow('via.json holds labels of several videos, and none is named');
    await expect(read('stills.json', '{"_via_img_metadata": {}}')).rejects.toThrow('stills.json is a project for still pictures');
  });

  test.each([
    [
      'bomb.xml',
      '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><annotations>&b;</annotations>',
      'a document type, which labels do not need',
    ],
    [
      'outside.eaf',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ANNOTATION_DOCUMENT>&x;</ANNOTATION_DOCUMENT>',
      'a document type',
    ],
    ['unknown.xml', '<annotations>&b;</annotations>', 'undefined entity'],
    ['half.xml', '<annotations><track>', 'unclosed tag'],
    ['deep.xml', '<a>'.repeat(100), 'nested more than 64 deep'],
    ['empty.xml', '  ', 'document must contain a root element'],
    ['elan.xml', '<ANNOTATION_DOCUMENT/>', 'elan.xml holds no annotations of CVAT'],
    ['other.eaf', '<annotations/>', 'other.eaf is no file of ELAN'],
    ['frameless.xml', '<annotations><image name="a"><tag label="b"/></image></annotations>', 'without the number of its frame'],
    ['tasks.xml', '<annotations><track task_id="1"/><track task_id="2"/></annotations>', 'holds labels of 2 tasks'],
  ])('%s, which may come from anywhere, is refused: %s', async (name, text, message) => {
    await expect(loadLabels(file(name, text), { timestamps: TIMES })).rejects.toThrow(message);
  });
});
