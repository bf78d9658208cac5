/** The colours of one theme, as CSS colours. */
export interface Colors {
  readonly surface: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly onAccent: string;
  readonly soft: string;
  readonly second: string;
  readonly hit: string;
  readonly miss: string;
  readonly falseAlarm: string;
}

/** Light theme. Text colours reach a contrast of 4.5 on `surface` and `raised`. */
export const LIGHT: Colors = {
  surface: '#ffffff',
  raised: '#f3f4f7',
  ink: '#1a1d23',
  muted: '#5a6270',
  line: '#dfe2e8',
  accent: '#3350c8',
  onAccent: '#ffffff',
  soft: '#e8ecfb',
  second: '#b8480a',
  hit: '#0b7a62',
  miss: '#b8480a',
  falseAlarm: '#9b2c8f',
};

/** Dark theme, by the same rule. */
export const DARK: Colors = {
  surface: '#15181d',
  raised: '#20242b',
  ink: '#e9ebef',
  muted: '#9ea6b3',
  line: '#323843',
  accent: '#93a7ff',
  onAccent: '#10131c',
  soft: '#262d4a',
  second: '#f2a36b',
  hit: '#4fd1b0',
  miss: '#f2a36b',
  falseAlarm: '#e58bdc',
};

const NAMES = Object.keys(LIGHT) as (keyof Colors)[];

/** Colours that follow the theme of the page: references to the custom properties that `declarations` sets. */
export const THEMED: Colors = Object.fromEntries(NAMES.map((name) => [name, `var(${propertyOf(name)})`])) as unknown as Colors;

/** A theme as CSS declarations of custom properties: '--fs-surface:#ffffff;…'. */
export function declarations(colors: Colors): string {
  return NAMES.map((name) => `${propertyOf(name)}:${colors[name]}`).join(';');
}

function propertyOf(name: string): string {
  return `--fs-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
