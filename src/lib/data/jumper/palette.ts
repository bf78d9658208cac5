import type { Color } from './canvas.js';

/** Perceived brightness of a colour, 0–255 (Rec. 601). */
export function luminance([r, g, b]: Color): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

/** A colour in another light. */
export function shade([r, g, b]: Color, by: number): Color {
  return [r * by, g * by, b * by];
}

/** A colour between two. */
export function mix(a: Color, b: Color, share: number): Color {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

export const skinColors: readonly Color[] = [
  [241, 204, 178],
  [224, 178, 142],
  [198, 145, 106],
  [150, 101, 70],
  [104, 68, 48],
];

export const hairColors: readonly Color[] = [
  [34, 28, 26],
  [30, 30, 34],
  [78, 52, 36],
  [156, 112, 62],
  [112, 60, 40],
  [170, 166, 160],
];

export const clothColors: readonly Color[] = [
  [28, 32, 44],
  [20, 20, 24],
  [38, 62, 118],
  [168, 44, 48],
  [236, 234, 228],
  [44, 116, 92],
  [226, 176, 52],
  [110, 74, 140],
  [240, 138, 96],
  [96, 104, 112],
  [20, 78, 110],
  [60, 160, 180],
];

export const shoeColors: readonly Color[] = [
  [246, 246, 244],
  [26, 26, 30],
  [206, 56, 44],
  [240, 214, 70],
  [160, 214, 60],
  [60, 90, 200],
];

export const wallColors: readonly Color[] = [
  [214, 208, 198],
  [186, 198, 208],
  [150, 164, 152],
  [96, 110, 128],
  [70, 66, 72],
  [200, 176, 150],
  [128, 150, 176],
  [150, 168, 60],
  [120, 30, 42],
  [214, 150, 150],
];

export const floorColors: readonly Color[] = [
  [164, 132, 98],
  [206, 168, 104],
  [118, 92, 68],
  [146, 146, 148],
  [84, 86, 92],
  [120, 128, 110],
  [176, 186, 180],
];

export const accentColors: readonly Color[] = [
  [236, 240, 244],
  [60, 70, 84],
  [176, 120, 84],
  [120, 146, 130],
  [190, 60, 60],
  [50, 110, 190],
  [240, 200, 60],
];

export const ropeColors: readonly Color[] = [
  [22, 22, 26],
  [120, 20, 30],
  [16, 40, 96],
  [250, 248, 240],
  [250, 222, 90],
  [255, 160, 110],
  [150, 154, 160],
];
