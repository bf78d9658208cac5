import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The system's Chromium, without a window; fails, saying how to install one, where there is none. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** Why pages cannot be tried here, for the title of tests that do without; undefined where they can. */
export const chromiumProblem: string | undefined = chromiumPath() ? undefined : ' (skipped: there is no Chromium)';

function findChromium(): string {
  const found = chromiumPath();
  if (found) return found;
  throw new Error(
    'Pages are tested in a real browser, and none was found. Install one (Debian, Ubuntu: apt-get install chromium; macOS: brew install --cask chromium), or set CHROMIUM to its path.',
  );
}

function chromiumPath(): string | undefined {
  const candidates = [process.env.CHROMIUM, '/usr/bin/chromium'];
  for (const name of ['chromium', 'google-chrome', 'chromium-browser']) {
    candidates.push(spawnSync('which', [name], { encoding: 'utf8' }).stdout?.trim());
  }
  return candidates.find((path) => path && existsSync(path));
}
