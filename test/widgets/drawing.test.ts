import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { byteValue, COLORS, type ColorMap, colorTable, NOT_FINITE, shownRange } from '../../src/widgets/drawing/color-maps.js';
import { DARK, LIGHT } from '../../src/widgets/drawing/colors.js';
import { envelope } from '../../src/widgets/drawing/envelope.js';
import { smoothCurve } from '../../src/widgets/drawing/exponential-smoothing.js';
import { formatPosition, formatTime, formatValue, metricLabel } from '../../src/widgets/drawing/format.js';
import { linkedSlice, playOrder, tileColumns } from '../../src/widgets/drawing/frame-order.js';
import { escapeMarkup } from '../../src/widgets/drawing/markup.js';
import { nearest } from '../../src/widgets/drawing/nearest.js';
import { logTicks, ticks } from '../../src/widgets/drawing/scale.js';
import { channelRanges, quantise } from '../../src/widgets/quantise.js';
import { RunningValues } from '../../src/widgets/running-values.js';

describe('colours', () => {
  /** Contrast by WCAG 2.2 of two '#rrggbb'. */
  const contrast = (a: string, b: string): number => {
    const luminance = (hex: string): number => {
      const [r, g, blue] = [1, 3, 5]
        .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
    };
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };

  for (const [theme, colors] of Object.entries({ light: LIGHT, dark: DARK })) {
    test(`of the ${theme} theme are readable wherever text stands`, () => {
      for (const ink of [colors.ink, colors.muted, colors.accent, colors.second, colors.hit, colors.miss, colors.falseAlarm]) {
        expect(contrast(ink, colors.surface), `${ink} on surface`).toBeGreaterThanOrEqual(4.5);
        expect(contrast(ink, colors.raised), `${ink} on raised`).toBeGreaterThanOrEqual(4.5);
      }
      expect(contrast(colors.onAccent, colors.accent)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colors.accent, colors.soft)).toBeGreaterThanOrEqual(4.5);
    });
  }
});

describe('orders', () => {
  test.prop([fc.integer({ min: 1, max: 30 })])('ping-pong played in a loop never shows a frame twice in a row', (count) => {
    const order = playOrder(count, true);
    if (count > 1) for (const [i, frame] of order.entries()) expect(frame).not.toBe(order[(i + 1) % order.length]);
    expect(new Set(order).size).toBe(count);
  });

  test('four frames play as 0 1 2 3 2 1', () => {
    expect(playOrder(4, true)).toEqual([0, 1, 2, 3, 2, 1]);
    expect(playOrder(4, false)).toEqual([0, 1, 2, 3]);
  });

  test.prop([fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })])(
    'linked slices rise and reach every slice',
    (a, b) => {
      const [available, total] = [Math.min(a, b), Math.max(a, b)];
      const slices = Array.from({ length: total }, (_, at) => linkedSlice(at, total, available));
      expect([...slices].sort((x, y) => x - y)).toEqual(slices);
      expect(new Set(slices).size).toBe(available);
    },
  );

  test.prop([fc.integer({ min: 1, max: 512 }), fc.integer({ min: 200, max: 1200 })])(
    'tiles keep to the width',
    (channels, width) => {
      const columns = tileColumns(channels, width);
      expect(columns).toBeGreaterThanOrEqual(1);
      expect(columns).toBeLessThanOrEqual(channels);
      expect(width / columns).toBeGreaterThanOrEqual(Math.min(44, width / 8) - 1e-9);
    },
  );

  test.prop([fc.array(fc.integer({ min: 0, max: 500 })), fc.integer({ min: 0, max: 500 })])(
    'nearest is nearest',
    (values, target) => {
      const ascending = values.sort((a, b) => a - b);
      const expected = Math.min(...ascending.map((value) => Math.abs(value - target)));
      const found = nearest(ascending, target);
      expect(found === undefined ? Infinity : Math.abs(found - target)).toBe(expected);
    },
  );
});

describe('curves', () => {
  test.prop([fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 4000 })])(
    'an envelope keeps extremes and order, in few points',
    (values) => {
      const points = envelope(values, 100);
      expect(points.length).toBeLessThanOrEqual(Math.max(200, Math.min(values.length, 200)));
      expect(Math.max(...points.map(([, y]) => y))).toBe(Math.max(...values));
      expect(Math.min(...points.map(([, y]) => y))).toBe(Math.min(...values));
      expect(points.every(([x], i) => i === 0 || x >= points[i - 1][0])).toBe(true);
      expect(points.every(([x, y]) => values[x] === y)).toBe(true);
    },
  );

  test.prop([
    fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }),
    fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  ])(
    'smoothing is TensorBoard’s: each value a weighted mean of all before it, the weights falling and adding up to 1',
    (values, weight) => {
      const smoothed = smoothCurve(
        values.map((value, i): [number, number] => [i, value]),
        weight,
      );
      for (const [t, [, value]] of smoothed.entries()) {
        const weights = values.slice(0, t + 1).map((_, i) => weight ** (t - i));
        const sum = weights.reduce((a, b) => a + b);
        const expected = weights.reduce((total, own, i) => total + (own / sum) * values[i], 0);
        expect(Math.abs(value - expected)).toBeLessThan(1e-6 * Math.max(1, ...values.map(Math.abs)));
      }
    },
  );

  test('smoothing passes over what is no number, and leaves it where it is', () => {
    const points: [number, number][] = [
      [0, 1],
      [1, Number.NaN],
      [2, 3],
    ];
    expect(smoothCurve(points, 0.5).map(([, value]) => value)).toEqual([1, Number.NaN, (0.5 * 1 * 0.5 + 0.5 * 3) / 0.75]);
    expect(smoothCurve(points, 0)).toBe(points);
  });

  test('ticks end also where 1 is too little to be added', () => {
    expect(ticks([1e17, 1e17 + 64], 5).length).toBeLessThan(10);
    expect(ticks([-1e300, 1e300], 5).length).toBeGreaterThan(2);
    expect(logTicks([1e-30, 1e30]).length).toBeLessThan(12);
  });

  test('ten thousand running values take bounded memory and keep their mean', () => {
    const running = new RunningValues(600);
    const started = performance.now();
    for (let i = 0; i < 10_000; i++) running.add(i / 100, Math.sin(i / 50));
    expect(performance.now() - started).toBeLessThan(500);
    expect(running.points.length).toBeLessThanOrEqual(601);
    expect(running.points.length).toBeGreaterThanOrEqual(300);
    const mean = running.points.reduce((sum, [, value]) => sum + value, 0) / running.points.length;
    const expected = Array.from({ length: 10_000 }, (_, i) => Math.sin(i / 50)).reduce((a, b) => a + b) / 10_000;
    expect(mean).toBeCloseTo(expected, 1);
  });

  test.prop([fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0.01, max: 1000, noNaN: true })])(
    'ticks lie within, evenly',
    (low, span) => {
      const found = ticks([low, low + span], 5);
      expect(found.length).toBeGreaterThanOrEqual(2);
      expect(found.length).toBeLessThanOrEqual(7);
      expect(found.every((tick) => tick >= low - span * 1e-6 && tick <= low + span * (1 + 1e-6))).toBe(true);
    },
  );
});

describe('quantised activations', () => {
  const values = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 24, maxLength: 24 });
  test.prop([values])('come back within half a step', (list) => {
    const data = Float32Array.from(list);
    const shape = [2, 2, 3, 2] as const;
    const ranges = channelRanges(data, 2);
    const { values, embedded } = quantise({ shape, data }, ranges);
    expect(embedded).toEqual(shape);
    for (let frame = 0; frame < 2; frame++)
      for (let y = 0; y < 2; y++)
        for (let x = 0; x < 3; x++)
          for (let c = 0; c < 2; c++) {
            const own = [ranges.minima[c], ranges.maxima[c]] as const;
            const back = byteValue(values[((c * 2 + frame) * 2 + y) * 3 + x], own);
            expect(Math.abs(back - data[((frame * 2 + y) * 3 + x) * 2 + c])).toBeLessThanOrEqual((own[1] - own[0]) / 504 + 1e-4);
          }
  });

  test('what is not finite is counted by channel, leaves the others’ range alone, and stays in sight where cells are averaged', () => {
    const data = Float32Array.from([1, 2, Number.NaN, 4, Infinity, 6, -Infinity, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    const shape = [1, 2, 4, 2] as const;
    const ranges = channelRanges(data, 2);
    expect(ranges).toEqual({ minima: [1, 2], maxima: [15, 16], notFinite: [{ channel: 0, counts: [1, 1, 1] }] });
    const back = (factor: number): number[] => {
      const { values } = quantise({ shape, data }, ranges, { factor });
      return Array.from(values.subarray(0, values.length / 2), (byte) => Math.round(byteValue(byte, [1, 15])));
    };
    expect(back(1)).toEqual([1, Number.NaN, Infinity, -Infinity, 9, 11, 13, 15]);
    expect(back(2)).toEqual([Number.NaN, Infinity]);
    expect(channelRanges(new Float32Array(4).fill(Number.NaN), 2)).toMatchObject({ minima: [0, 0], maxima: [0, 0] });
  });
});

describe('colour scales', () => {
  const maps = Object.keys(COLORS) as ColorMap[];
  const colorOf = (table: Uint8Array, byte: number): number[] => [...table.subarray(3 * byte, 3 * byte + 3)];

  test('the diverging map has its middle at 0 and reaches equally far, whatever the range', () => {
    expect(shownRange('diverging', [-1, 3])).toEqual([-3, 3]);
    expect(shownRange('diverging', [0, 0])).toEqual([-1, 1]);
    expect(shownRange('viridis', [-1, 3])).toEqual([-1, 3]);
    // Bytes of a channel from −126 to 126 are its values plus 126.
    const table = colorTable('diverging', shownRange('diverging', [-126, 60]), [-126, 126]);
    expect(colorOf(table, 126)).toEqual([...COLORS.diverging.subarray(3 * 128, 3 * 129)]);
    for (const value of [20, 80, 126]) {
      const [red, , blue] = colorOf(table, 126 + value);
      const [otherRed, , otherBlue] = colorOf(table, 126 - value);
      expect(red).toBeGreaterThan(blue);
      expect(otherBlue).toBeGreaterThan(otherRed);
    }
  });

  test('values beyond a range have the colours of its ends', () => {
    const table = colorTable('viridis', [0.25, 0.5], [0, 1]);
    expect(colorOf(table, 10)).toEqual([68, 1, 84]);
    expect(colorOf(table, 240)).toEqual([253, 231, 37]);
    const place = (84 / 252 - 0.25) / 0.25;
    expect(colorOf(table, 84)).toEqual([...COLORS.viridis.subarray(3 * Math.round(255 * place)).subarray(0, 3)]);
  });

  test('no map has a colour like those of NaN and ±∞', () => {
    for (const [, ...color] of NOT_FINITE) {
      for (const map of maps) {
        for (let i = 0; i < 256; i++) {
          const near = color.map((level, c) => level - COLORS[map][3 * i + c]);
          expect(Math.hypot(...near)).toBeGreaterThan(100);
        }
      }
    }
    expect(NOT_FINITE.map(([label]) => byteValue(253 + NOT_FINITE.findIndex(([other]) => other === label), [0, 1]))).toEqual([
      Number.NaN,
      Infinity,
      -Infinity,
    ]);
  });
});

describe('words', () => {
  test('times, values and names read well', () => {
    expect([0.5, 9.876, 59.94, 63.2, 3723].map(formatTime)).toEqual(['0.50 s', '9.88 s', '59.9 s', '1:03.2', '1:02:03']);
    expect([0, 3.267, 61.5].map(formatPosition)).toEqual(['0:00.000', '0:03.267', '1:01.500']);
    expect([0.123456, 12, 0.00001234, Number.NaN, Infinity].map((value) => formatValue(value))).toEqual([
      '0.1235',
      '12',
      '1.2e−5',
      '–',
      '∞',
    ]);
    expect(metricLabel('valLoss')).toBe('validation loss');
  });

  test.prop([fc.string()])('escaped text has no markup left', (text) => {
    expect(escapeMarkup(text)).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
  });
});
