import { hostname, userInfo } from 'node:os';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { env, time } from '../src/lib/index.js';

test('time runs work as often as asked, awaits it, and keeps times and values', async () => {
  let runs = 0;
  const timing = await time(
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return ++runs;
    },
    { repeat: 3 },
  );
  expect([timing.values, timing.value, timing.milliseconds.length]).toEqual([[1, 2, 3], 3, 3]);
  expect(timing.min).toBeGreaterThanOrEqual(19);
  const sorted = [...timing.milliseconds].sort((a, b) => a - b);
  expect([timing.min, timing.median, timing.max]).toEqual(sorted);
  expect(inspect(timing)).toMatch(/^median [\d.]+ ms, min [\d.]+ ms, max [\d.]+ ms of 3 runs$/);
  expect(JSON.parse(JSON.stringify(timing))).toMatchObject({ runs: 3, min: timing.min, median: timing.median });
});

test('time of one run is one number, also for synchronous work', async () => {
  const timing = await time(() => 'done');
  expect(timing.value).toBe('done');
  expect(String(timing)).toMatch(/^[\d.]+ (?:µs|ms)$/);
});

test('time refuses what is no work, throws what the work throws, and stops between runs', async () => {
  await expect(time(5 as unknown as () => number)).rejects.toThrow(/time takes a function[\s\S]*number/);
  for (const repeat of [0, 1.5, Number.NaN]) await expect(time(() => 1, { repeat })).rejects.toThrow(/repeat must be an integer/);
  await expect(time(() => Promise.reject(new RangeError('own')))).rejects.toThrow(RangeError);
  const controller = new AbortController();
  const stopping = time(() => controller.abort(), { repeat: 5, signal: controller.signal });
  await expect(stopping).rejects.toThrow(/timing was interrupted/);
});

test('env tells what computes, as plain data and as a table, without paths or names of users and hosts', async () => {
  const environment = await env();
  const { framescope, node, engine, cpu, memory } = environment.data;
  expect([framescope, node]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+/), process.versions.node]);
  expect(['native', 'wasm', 'cpu']).toContain(engine.name);
  expect(cpu.cores).toBeGreaterThan(0);
  expect(memory.total).toBeGreaterThan(memory.process);
  const text = inspect(environment);
  for (const what of ['framescope', 'Node', 'TypeScript', 'engine', 'ffmpeg', 'platform', 'CPU', 'memory'])
    expect(text).toContain(`\n${what} `);
  const all = text + JSON.stringify(environment);
  for (const secret of [process.cwd(), userInfo().homedir, hostname()]) expect(all).not.toContain(secret);
});
