import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labProblem, useJupyterLab } from './jupyter-lab.js';
import type { LabNotebook } from './lab-notebook.js';

const CELLS = {
  result: "console.log('printed');\nconst twice: number = 2 * 21;\ntwice",
  error: "function half(value: number): number {\n  if (value % 2) throw new RangeError('odd');\n  return value / 2;\n}\nhalf(7)",
  typeError: "const width: number = 'wide';",
  stderr: "console.error('mind the gap')",
  endless: "console.log('begins');\nwhile (true) {}",
  waiting: 'await new Promise(() => {})',
  kept: 'twice + 1',
  input: "import { input } from 'framescope/kernel';\nconst name = await input('Your name? ');\nname.toUpperCase()",
  password: "const secret = await input('Password? ', { password: true });\nsecret.length",
  complete: 'const video = { width: 960, height: 540 };\nvideo.',
  gone: 'twice',
};
const at = (name: keyof typeof CELLS): number => Object.keys(CELLS).indexOf(name);

describe.skipIf(labProblem)(`a notebook in JupyterLab${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();
  let notebook: LabNotebook;
  beforeAll(async () => {
    notebook = await lab.notebook(Object.values(CELLS));
  });
  afterAll(() => notebook?.close());

  test('a cell runs by Shift+Enter and shows what it printed, then its result', async () => {
    await notebook.run(at('result'));
    expect(await notebook.text(at('result'))).toMatch(/^printed\s+42$/);
  });

  test('code is coloured as TypeScript', async () => {
    const colors = await notebook.cell(at('result')).evaluate((cell) => {
      const words = [...cell.querySelectorAll('.cm-line span')] as HTMLElement[];
      return Object.fromEntries(words.map((word) => [word.textContent, getComputedStyle(word).color]));
    });
    expect(new Set([colors.const, colors.number, colors["'printed'"], colors['21']]).size).toBe(4);
  });

  test('an error shows its name, its cell and line, and none of the kernel', async () => {
    await notebook.run(at('error'));
    const text = await notebook.text(at('error'));
    expect(text).toContain('RangeError: odd');
    expect(text).toMatch(/line 2|:2:/);
    expect(text).not.toMatch(/node_modules|dist\/kernel|tslab/);
    await notebook.run(at('typeError'));
    expect(await notebook.text(at('typeError'))).toContain("Type 'string' is not assignable to type 'number'");
    await notebook.run(at('stderr'));
    expect(await notebook.text(at('stderr'))).toBe('mind the gap');
    await notebook.screenshot('lab-errors');
  });

  test.each(['endless', 'waiting'] as const)('the interrupt button stops a cell that is %s, and variables stay', async (cell) => {
    await notebook.start(at(cell));
    if (cell === 'endless') await notebook.output(at(cell)).getByText('begins').waitFor();
    await notebook.toolbar('interrupt');
    await notebook.ended(at(cell));
    expect(await notebook.text(at(cell))).toMatch(/interrupt/i);
    await notebook.run(at('kept'));
    expect(await notebook.text(at('kept'))).toBe('43');
  });

  test('input() asks below the cell, and hides a password', async () => {
    await notebook.start(at('input'));
    const field = notebook.output(at('input')).locator('input.jp-Stdin-input');
    await field.waitFor();
    expect(await notebook.text(at('input'))).toContain('Your name?');
    await notebook.screenshot('lab-input');
    await field.fill('ada');
    await field.press('Enter');
    await notebook.ended(at('input'));
    await expect.poll(() => notebook.text(at('input'))).toMatch(/^Your name\? {2}ada\s+'ADA'$/);

    await notebook.start(at('password'));
    const hidden = notebook.output(at('password')).locator('input.jp-Stdin-input');
    await hidden.waitFor();
    expect(await hidden.getAttribute('type')).toBe('password');
    await hidden.fill('sesame');
    await hidden.press('Enter');
    await notebook.ended(at('password'));
    await expect.poll(() => notebook.text(at('password'))).toMatch(/^Password\? {2}·+\s+6$/);
    expect(JSON.stringify(await notebook.outputs(at('password')))).not.toContain('sesame');
  });

  test('Tab completes, and Shift+Tab tells the type', async () => {
    const { page } = notebook;
    await notebook.edit(at('complete'));
    await page.keyboard.press('Control+End');
    const popup = await notebook.complete();
    expect(await popup.innerText()).toMatch(/height[\s\S]*width/);
    await notebook.screenshot('lab-completion');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await notebook.cell(at('complete')).getByText('video.width').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+Tab');
    const tooltip = page.locator('.jp-Tooltip');
    await tooltip.waitFor();
    expect(await tooltip.innerText()).toContain('width: number');
    await notebook.screenshot('lab-inspection');
    await page.keyboard.press('Escape');
  });

  test('the restart button begins anew: variables are gone', async () => {
    await notebook.toolbar('restart');
    await notebook.page.locator('.jp-Dialog .jp-mod-accept').click();
    await notebook.idle();
    await notebook.run(at('gone'));
    expect(await notebook.text(at('gone'))).toContain("Cannot find name 'twice'");
    expect(await notebook.count(at('gone'))).toBe(1);
  });

  test('the launcher offers the kernel, with its logo', async () => {
    const page = await lab.page();
    await page.goto(lab.address('/lab'));
    const card = page.locator('.jp-LauncherCard[title="TypeScript (framescope)"]').first();
    await card.waitFor();
    const logo = card.locator('img');
    await expect.poll(() => logo.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    await page.close();
  });

  test('chapter 1 begins: its first cells run as they come, and the video is there to play', async () => {
    cpSync(fileURLToPath(new URL('../../notebooks', import.meta.url)), lab.course, { recursive: true });
    const chapter = await lab.open('01-counting-jumps.ipynb');
    const isCode = await chapter.page.evaluate(() =>
      [...document.querySelectorAll('.jp-Notebook .jp-Cell')].map((cell) => cell.classList.contains('jp-CodeCell')),
    );
    const first = isCode.flatMap((is, index) => (is ? [index] : [])).slice(0, 4);
    for (const index of first) {
      await chapter.run(index);
      expect((await chapter.outputs(index)).map(({ output_type: type }) => type)).not.toContain('error');
    }
    const video = chapter.output(first[first.length - 1]).locator('video');
    const duration = () => video.evaluate((player) => (player as HTMLVideoElement).duration);
    await expect.poll(duration, { timeout: 10_000 }).toBeGreaterThan(8);
    await chapter.screenshot('lab-chapter-1');
    await chapter.close();
  });
});
