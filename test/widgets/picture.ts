import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect } from 'vitest';

const pictures = fileURLToPath(new URL('pictures', import.meta.url));

/** Kinds whose picture is the browser's, or comes from a decoder that not every Chromium has. */
export const NO_PICTURE: readonly string[] = ['videoPlayer'];

/** Width of stored pictures: what a glance sees, without what differs from font to font. */
const WIDTH = 200;

/** Mean difference, of 255, up to which pictures are the same, and share of pixels that may be far off: other fonts need both. */
const TOLERANCE = { mean: 6, far: 0.04 };

/**
 * Compares a picture with the stored one, scaled down and blurred a little. FRAMESCOPE_UPDATE_PICTURES=1 stores it anew.
 */
export async function expectPicture(name: string, png: Buffer): Promise<void> {
  const file = join(pictures, `${name}.webp`);
  if (process.env.FRAMESCOPE_UPDATE_PICTURES || !existsSync(file)) {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(file, await sharp(png).resize(WIDTH).webp({ quality: 80 }).toBuffer());
  }
  const { width, height } = await sharp(file).metadata();
  const pixels = (source: string | Buffer): Promise<Buffer> =>
    sharp(source).resize(width, height, { fit: 'fill' }).blur(1.5).removeAlpha().raw().toBuffer();
  const [stored, shown] = await Promise.all([pixels(file), pixels(png)]);
  const differences = Array.from(shown, (value, i) => Math.abs(value - stored[i]));
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / shown.length;
  const far = differences.filter((difference) => difference > 48).length / shown.length;
  const { height: shownHeight = 0, width: shownWidth = 1 } = await sharp(png).metadata();
  expect(Math.abs((shownHeight / shownWidth) * width - height), `${name} is of another shape`).toBeLessThan(WIDTH / 8);
  expect(mean, `${name} looks different from ${file}`).toBeLessThan(TOLERANCE.mean);
  expect(far, `parts of ${name} look different from ${file}`).toBeLessThan(TOLERANCE.far);
}

/** Whether there is a stored picture of this name. */
export function hasPicture(name: string): boolean {
  return existsSync(join(pictures, `${name}.webp`));
}
