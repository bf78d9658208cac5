import type { Colors } from './colors.js';

/** Colours of things that are side by side, as many as stay apart; they begin again after that. */
export function seriesColor(place: number, { accent, second, hit, falseAlarm, muted, ink }: Colors): string {
  const all = [accent, second, hit, falseAlarm, muted, ink];
  return all[place % all.length];
}
