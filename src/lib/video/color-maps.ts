/**
 * Colour maps as 256 × [red, green, blue], in little text: scripts in pages carry them.
 *
 * Sources: matplotlib's `plasma` and `viridis` (Smith and van der Walt, CC0), tables `_plasma_data` and `_viridis_data`; and its
 * `RdBu_r`, eleven colours of ColorBrewer (Brewer, Apache 2.0) with straight lines between. Rounded to bytes, as `to_hex` gives them.
 */

/** What `smooth` reads: a letter a step, its code the steps of green, red and blue as digits of 4, 5 and 6. */
const PLASMA =
  '/MM0GGMGG(GGGGAGF)GAFGG@G)@GFAG"GFAFG"FAFAFF#F@FAF@FF@F^F@F@d@d@d?d@c^^c^d]^c^c]|c]^c]^c]{^c]]]c]|]]c]]]{]]]]c^]{]]]]]]]{]]]]^]]' +
  'u]]]]]]|]]W]]]]|W]]]]u]^]]W{]]X]{W]]W|]W]{W]^u]W]u]^u]W{W]u^Wu]W{Wv]Wu]uW^uWuW{XuWuWvW{WvWuXupWuXvuXoXvvQvvRvpYpvRvqvRwpRvpoWos';
const VIRIDIS =
  'Z}Z}ZwY~YxYw`wYYxYYYwYZwYYYwYSvYYYSvYYSvYSXYpYRYXSvSXRYRXwRXRYRXRYRXpXRYRXRXRXRXSXRXXRXRXRXXRX4XXRXRXXRXXRXRXXRX:RXXRXRXWRXXRXXW' +
  'R:XRWXXXWXRWX^WXX9X]X]X^W]^]X]@]]^c]]^c]E^c]c]cE]ccccEccccEcbcEcbiEbcKbciDcJchEhbKbKbJcJhEhDiJbJiDhJEhKDhKcJKcKKdKFjMFkGMGkHGlH';

/** Red over white to blue, backwards. */
const RED_BLUE = '053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f';

/** Dark blue over purple and orange to yellow: lightness rises evenly, so that order can be read off it. */
export const plasma: Uint8Array = smooth([13, 8, 135], PLASMA);

/** Dark violet over green to yellow: lightness rises evenly, and it stays readable without telling red from green. */
export const viridis: Uint8Array = smooth([68, 1, 84], VIRIDIS);

/** Black to white. */
export const gray: Uint8Array = Uint8Array.from({ length: 768 }, (_, i) => i / 3);

/** Blue over white to red: for values on both sides of a middle. */
export const diverging: Uint8Array = between(RED_BLUE.split(' ').map((hex) => Number.parseInt(hex, 16)));

/** Neighbours in a smooth map differ by −1 to 3 in red, −1 to 2 in green and −3 to 2 in blue: 120 steps, of which 93 occur. */
function smooth(first: readonly number[], steps: string): Uint8Array {
  const colors = [...first];
  for (const letter of steps) {
    const step = letter.charCodeAt(0) - 19;
    const [red, green, blue] = colors.slice(-3);
    colors.push(red + (Math.floor(step / 6) % 5) - 1, green + Math.floor(step / 30) - 1, blue + (step % 6) - 3);
  }
  return Uint8Array.from(colors);
}

/** 256 colours on straight lines between a few. */
function between(knots: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: 768 }, (_, i) => {
    const place = (Math.floor(i / 3) / 255) * (knots.length - 1);
    const knot = Math.min(knots.length - 2, Math.floor(place));
    const [from, to] = [knots[knot], knots[knot + 1]].map((color) => (color >> (16 - 8 * (i % 3))) & 255);
    return Math.round(from + (to - from) * (place - knot));
  });
}
