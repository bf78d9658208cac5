/** How a movement becomes a colour. */
export type FlowCoding = 'middlebury' | 'hsv';

/** The codings by name. */
export const FLOW_CODINGS: readonly FlowCoding[] = ['middlebury', 'hsv'];

/** Red, green and blue, 0–255. */
export type Rgb = readonly [number, number, number];

/** Where movement is not known. */
const BLACK: Rgb = [0, 0, 0];

/** Steps from red over yellow, green, cyan, blue and magenta back to red: more where the eye tells colours apart better. */
const WHEEL_STEPS = [15, 6, 4, 11, 13, 6];

/** The wheel's 55 colours: each arc goes from one colour to the next by one channel. */
const WHEEL: readonly Rgb[] = WHEEL_STEPS.flatMap((steps, arc) =>
  Array.from({ length: steps }, (_, step) => {
    const rising = Math.floor((255 * step) / steps);
    const falling = 255 - rising;
    return (
      [
        [255, rising, 0],
        [falling, 255, 0],
        [0, 255, rising],
        [0, falling, 255],
        [rising, 0, 255],
        [255, 0, falling],
      ] as const
    )[arc];
  }),
);

/**
 * The Middlebury colour of a movement: hue by direction, paler the slower, white at rest; beyond `range` darker, so that it is
 * told from what is within.
 *
 * Source: Baker et al. 2011, "A Database and Evaluation Methodology for Optical Flow", and its `colorcode.cpp`.
 *
 * @param range the length that has the full colour, in pixels; above 0.
 */
export function middleburyColor(x: number, y: number, range: number): Rgb {
  const radius = Math.hypot(x, y) / range;
  if (Number.isNaN(radius)) return BLACK;
  const place = ((Math.atan2(-y, -x) / Math.PI + 1) / 2) * (WHEEL.length - 1);
  const from = Math.floor(place);
  const share = place - from;
  return [0, 1, 2].map((channel) => {
    const color = ((1 - share) * WHEEL[from][channel] + share * WHEEL[(from + 1) % WHEEL.length][channel]) / 255;
    return Math.floor(255 * (radius <= 1 ? 1 - radius * (1 - color) : 0.75 * color));
  }) as unknown as Rgb;
}

/**
 * The colour of a movement as OpenCV's tutorial has it: hue is the angle in degrees, halved and cut to an integer (0–179),
 * saturation full, value the length between `least` (black) and `greatest`, cut to an integer.
 */
export function hsvColor(x: number, y: number, least: number, greatest: number): Rgb {
  const magnitude = Math.hypot(x, y);
  if (Number.isNaN(magnitude)) return BLACK;
  const angle = (Math.atan2(y, x) * 180) / Math.PI;
  const hue = Math.floor((angle < 0 ? angle + 360 : angle) / 2) % 180;
  const share = greatest > least ? (magnitude - least) / (greatest - least) : 0;
  const value = Math.floor(255 * Math.min(1, Math.max(0, share)));
  const sextant = hue / 30;
  const down = Math.round(value * (1 - (sextant % 1)));
  const up = Math.round(value * (sextant % 1));
  return (
    [
      [value, up, 0],
      [down, value, 0],
      [0, value, up],
      [0, down, value],
      [up, 0, value],
      [value, 0, down],
    ] as const
  )[Math.floor(sextant)];
}
