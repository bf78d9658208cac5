import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadEvents } from '../../src/lib/data/events.js';
import { loadLabels } from '../../src/lib/data/load-labels.js';
import { saveEvents } from '../../src/lib/data/save-events.js';
import { sampleData } from '../../src/lib/data/video-folder.js';
import { openVideo } from '../../src/lib/video/video.js';
import { labelEditor } from '../../src/widgets/label-editor.js';
import { useBrowser } from './browser.js';
import { bouncingBall, flatFrames } from './synthetic.js';

const root = mkdtempSync(join(tmpdir(), 'framescope-label-figure-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('labelEditor', () => {
  test('begins with the labels it is given, predictions put in, or with those in the file it saves to', async () => {
    const ball = bouncingBall(60);
    expect(labelEditor(ball, { events: [3, 9] }).text).toBe('ball.mp4: 2 events');
    const save = join(root, 'ball.npy');
    await saveEvents(save, [5, 30]);
    const predictions = [{ frame: 29, confidence: 0.6 }, { frame: 41, confidence: 0.7 }, 50];
    expect(labelEditor(ball, { save, predictions }).text).toBe('ball.mp4: 2 events, saved in ball.npy');
    const editor = labelEditor(ball, { save, events: await loadEvents(save), predictions });
    expect(editor.text).toBe('ball.mp4: 4 events, saved in ball.npy');
    expect(editor.get('labels').events.map(({ frame, source, confidence }) => [frame, source, confidence])).toEqual([
      [5, 'person', undefined],
      [30, 'person', undefined],
      [41, 'model', 0.7],
      [50, 'model', undefined],
    ]);
    const whole = {
      events: [{ frame: 4, source: 'person' as const }],
      ranges: [{ class: 'up', start: 1, end: 9, source: 'person' as const }],
    };
    expect(labelEditor(ball, { events: whole, other: [7] }).state).toMatchObject({
      labels: whole,
      other: { events: [{ frame: 7 }] },
    });
    const counted = { events: [{ frame: 8, time: 8 / 30 }], probability: Float32Array.from({ length: 60 }, (_, i) => i / 60) };
    expect(labelEditor(ball, { predictions: counted }).get('labels').events).toMatchObject([
      { frame: 8, confidence: Math.fround(8 / 60) },
    ]);
    const video = await openVideo(sampleData('jump-rope').file('jumper-1.mp4'));
    expect(labelEditor(video, { events: [3] }).state).toMatchObject({
      width: video.width,
      frameRate: video.frameRate,
      title: 'jumper-1',
    });
  });

  test('refuses what cannot be edited', async () => {
    const ball = bouncingBall(10);
    expect(() => labelEditor(ball, { events: [10] })).toThrow(/events lie beyond the last frame.*Received: 10.*0 to 9/);
    expect(() => labelEditor(ball, { predictions: [{ frame: 12 }] })).toThrow(/predictions lie beyond the last frame/);
    expect(() => labelEditor(ball, { events: [1, 1] })).toThrow('frame 1 has an event already');
    expect(() => labelEditor(ball, { fps: 0 })).toThrow(/fps must be a number from 0.1 to 240/);
    const save = join(root, 'other.json');
    await saveEvents(save, [1], { video: 'other.mp4' });
    expect(() => labelEditor(ball, { save })).toThrow('other.json holds the labels of another video');
    await saveEvents(join(root, 'far.npy'), [100]);
    expect(() => labelEditor(ball, { save: join(root, 'far.npy') })).toThrow('far.npy has labels beyond the last frame');
  });

  test('J12 J13: what the reader changes is in the file at once, the file that was there is kept, and it is said', async () => {
    const save = join(root, 'kept.json');
    await saveEvents(save, [2], { video: 'ball.mp4' });
    const editor = labelEditor(bouncingBall(60), { save });
    const edit = async (edition: number, frames: number[]) => {
      editor.set('labels', { events: frames.map((frame) => ({ frame, source: 'person' })), ranges: [] });
      editor.set('edition', edition);
      await expect.poll(() => editor.get('saved')?.edition).toBe(edition);
    };
    await edit(1, [2, 7]);
    expect(editor.get('saved')).toEqual({ edition: 1, words: 'saved in kept.json', isBad: false });
    await edit(2, [2, 7, 9]);
    expect(await loadEvents(save)).toEqual([2, 7, 9]);
    expect(JSON.parse(readFileSync(save, 'utf8'))).toMatchObject({ video: 'ball.mp4', frameCount: 60 });
    expect(JSON.parse(readFileSync(`${save}.bak`, 'utf8'))).toMatchObject({ events: [{ frame: 2 }] });
    expect(existsSync(`${save}.2.bak`)).toBe(false);
    await saveEvents(save, [50], { overwrite: true }); // by another program
    await edit(3, [2]);
    expect(JSON.parse(readFileSync(`${save}.2.bak`, 'utf8'))).toMatchObject({ events: [{ frame: 50 }] });
    const nowhere = labelEditor(bouncingBall(9), { save: join(root, 'kept.json', 'a.json') });
    nowhere.set('edition', 1);
    await expect.poll(() => nowhere.get('saved')).toMatchObject({ isBad: true });
  });
});

describe('labelEditor in the browser', () => {
  const chromium = useBrowser();

  for (const theme of ['light', 'dark'] as const) {
    test(`J10 J11: in a page without a kernel labels are tapped, kept over a reload, and downloaded, ${theme}`, async () => {
      // Brightness 2 × index: what is shown tells its number.
      const frames = flatFrames(100, 2);
      const width = theme === 'light' ? 800 : 400;
      const view = await chromium.open([labelEditor(frames, { events: [4], title: `flat-${theme}.mp4`, fps: 20 })], {
        theme,
        width,
      });
      const { page } = view;
      const labels = (): Promise<number[]> =>
        page.evaluate(() => {
          const figure = document.querySelector('figure') as
            | (HTMLElement & { framescope?: { get(name: string): { events: { frame: number }[] } } })
            | null;
          return figure?.framescope?.get('labels').events.map(({ frame }) => frame) ?? [];
        });
      const shown = async (): Promise<number> =>
        page.locator('.fs-labelstage canvas').evaluate((canvas) => {
          const surface = (canvas as HTMLCanvasElement).getContext('2d');
          return Math.round((surface?.getImageData(8, 8, 1, 1).data[0] ?? -1) / 2);
        });
      await page.locator('canvas[data-frame="0"]').waitFor();
      const editor = page.getByRole('group', { name: /^Labels of/ });
      await editor.focus();
      for (const key of ['Shift+ArrowRight', 'ArrowRight', 's', 'ArrowRight', 'Enter', '.', '[', '[', 'Backspace', 'Control+z'])
        await page.keyboard.press(key);
      expect(await labels()).toEqual([4, 11, 13]);
      await page.keyboard.press('End');
      await page.locator('canvas[data-frame="99"]').waitFor();
      expect(Math.abs((await shown()) - 99)).toBeLessThanOrEqual(1);
      await page.keyboard.press('Home');
      await page.keyboard.press(' ');
      await page.waitForFunction(() => Number(document.querySelector<HTMLElement>('canvas[data-frame]')?.dataset.frame) >= 10);
      await page.keyboard.press(' ');
      expect(await page.locator('.fs-status').textContent()).toBe('kept in this browser');
      await view.screenshot(`label-editor-${theme}-${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.reload();
      await page.getByText('changes that this browser had kept are put in again.').waitFor();
      expect(await labels()).toEqual([4, 11, 13]);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByLabel('Download labels').selectOption('npy'),
      ]);
      expect(download.suggestedFilename()).toBe(`flat-${theme}.npy`);
      const path = join(root, `flat-${theme}.npy`);
      writeFileSync(path, readFileSync(await download.path()));
      expect(await loadEvents(path)).toEqual([4, 11, 13]);
      const [json] = await Promise.all([page.waitForEvent('download'), page.getByLabel('Download labels').selectOption('json')]);
      writeFileSync(join(root, 'flat.json'), readFileSync(await json.path()));
      expect(
        (await loadLabels(join(root, 'flat.json'), { video: `flat-${theme}.mp4`, frameCount: 100 })).events[1].time,
      ).toBeCloseTo(11 / frames.frameRate, 5);
      await page.evaluate(() => localStorage.clear());
      await view.close();
    });
  }

  test('a draft is found by what is in the video, whatever its name; what was made to other labels is offered', async () => {
    const [bright, dark] = [flatFrames(50, 4), flatFrames(50, 1)];
    const view = await chromium.open([labelEditor(bright, { title: 'a.mp4' }), labelEditor(dark, { title: 'a.mp4' })]);
    const { page } = view;
    const tap = async (index: number, ...keys: string[]): Promise<void> => {
      await page.locator('.fs-labels').nth(index).focus();
      for (const key of keys) await page.keyboard.press(key);
    };
    const counts = (): Promise<string[]> => page.locator('.fs-count').allTextContents();
    await tap(0, 'End', 's', 'Home', 's');
    await tap(1, 'ArrowRight', 's');
    expect(await counts()).toEqual(['2', '1']);
    await page.reload();
    expect(await counts()).toEqual(['2', '1']);

    const renamed = await chromium.open([labelEditor(dark, { title: 'b.mp4' }), labelEditor(bright, { events: [20] })]);
    const found = renamed.page.url();
    await page.goto(found);
    expect(await counts()).toEqual(['1', '1']);
    const offer = page.getByRole('alert').filter({ hasText: '2 changes of this video’s labels' });
    await offer.getByRole('button', { name: 'Put in' }).click();
    expect(await counts()).toEqual(['1', '3']);
    expect(await offer.count()).toBe(0);
    await page.goto(found);
    expect(await counts()).toEqual(['1', '3']);
    const third = await chromium.open([labelEditor(bright, { events: [30] })]);
    await page.goto(third.page.url());
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.goto(found);
    expect(await counts()).toEqual(['1', '1']);
    expect(await page.getByRole('alert').count()).toBe(1); // what was put in again
    for (const each of [third, renamed, view]) await each.close();
  });
});
