import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/lib/errors.js';
import { Frames } from '../../src/lib/video/frames.js';
import { frameSlider } from '../../src/widgets/frame-slider.js';
import { launchBrowser } from './browser.js';
import { bouncingBall, flatFrames } from './synthetic.js';

describe('in the browser', () => {
  let chromium: Awaited<ReturnType<typeof launchBrowser>>;
  beforeAll(async () => {
    chromium = await launchBrowser();
  });
  afterAll(() => chromium?.close());

  for (const theme of ['light', 'dark'] as const) {
    test(`is accessible and looks right, ${theme}`, async () => {
      const view = await chromium.open([frameSlider(bouncingBall(120), { events: [0, 12, 24, 36, 48, 60, 72, 84, 96, 108] })], {
        theme,
      });
      await view.page.getByRole('slider').press('End');
      await view.page.waitForTimeout(100);
      await view.screenshot(`frame-slider-${theme}`);
      await view.close();
    });
  }
});
