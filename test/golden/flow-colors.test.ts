import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { colorFlow } from '../../src/lib/flow/color-flow.js';
import { describeGolden, type GoldenCase, goldenArray, goldenCases } from './root.js';

interface FlowFacts {
  readonly params: { readonly max_flow: number };
}

const cases = goldenCases<FlowFacts>('flow');
const flowOf = (golden: GoldenCase<FlowFacts>, name: string) => {
  const { data, shape } = goldenArray(golden, name);
  return { data: data as Float32Array, shape };
};
const picture = ({ folder }: GoldenCase<FlowFacts>, name: string): Promise<Buffer> =>
  sharp(readFileSync(join(folder, name)))
    .removeAlpha()
    .raw()
    .toBuffer();
const differences = (found: Uint8Array, expected: Uint8Array): number[] =>
  Array.from({ length: found.length / 3 }, (_, i) =>
    Math.max(...[0, 1, 2].map((channel) => Math.abs(found[3 * i + channel] - expected[3 * i + channel]))),
  );

describeGolden('flow', 'colours of flow', () => {
  test('there are cases', () => expect(cases.length).toBeGreaterThan(0));

  test.each(
    cases.map((golden) => [golden.name, golden] as const),
  )('%s in Middlebury’s colours, within a level', async (_, golden) => {
    const range = golden.facts.params.max_flow;
    for (const [array, file] of [
      ['farneback', 'wheel_farneback.png'],
      ['flow_true', 'wheel_true.png'],
    ]) {
      const { data } = colorFlow(flowOf(golden, array), { range });
      expect(Math.max(...differences(data, await picture(golden, file)))).toBeLessThanOrEqual(1);
    }
  });

  test.each(
    cases.map((golden) => [golden.name, golden] as const),
  )('J24: %s as OpenCV colours it, 99 %% within 8 levels', async (_, golden) => {
    const { data } = colorFlow(flowOf(golden, 'farneback'), { coding: 'hsv' });
    const found = differences(data, await picture(golden, 'hsv_farneback.png'));
    expect(found.filter((difference) => difference <= 8).length / found.length).toBeGreaterThanOrEqual(0.99);
  });
});
