import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const module = new URL('../../scripts/setup/other-nodes.mjs', import.meta.url).href;

let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'framescope-nodes-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

/** What a line with `nodes` from scripts/setup/other-nodes.mjs gives, where npm's registry cannot be reached. */
function offline(line: string): unknown {
  const env = { ...process.env, XDG_CACHE_HOME: cache, npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: cache };
  const code = `import * as nodes from ${JSON.stringify(module)}; console.log(JSON.stringify(${line}));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', env });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test('the oldest Node that is tried is the one that package.json asks for', async () => {
  const { NODES } = (await import(module)) as { NODES: string[] };
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(`>=${NODES[0]}`).toMatch(engines.node);
});

test('a Node that cannot be fetched is skipped, not failed, with the reason; nothing half-fetched stays', () => {
  expect(offline("await nodes.checkOtherNodes({ hasNativeEngine: false, nodes: ['20.19.0'] })")).toEqual({
    passed: 0,
    failed: 0,
    skipped: [expect.stringMatching(/^Node 20\.19\.0: npm cannot fetch node-\S+@20\.19\.0: .*(ECONNREFUSED|error)/)],
  });
  expect(readdirSync(join(cache, 'framescope/nodes'))).toEqual([]);
}, 90_000);

test.skipIf(process.platform === 'win32')(
  'one that is in the cache is not fetched again; one that fails says what it said',
  () => {
    const program = join(cache, `framescope/nodes/node-${process.platform}-${process.arch}-20.19.0/bin/node`);
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, '#!/bin/sh\necho out of memory >&2\nexit 3\n', { mode: 0o755 });
    const said = offline(`await (async () => {
    const lines = [];
    const count = await nodes.checkOtherNodes({ hasNativeEngine: false, nodes: ['20.19.0'], say: (line) => lines.push(line) });
    return { ...count, lines };
  })()`);
    expect(said).toEqual({
      passed: 0,
      failed: 1,
      skipped: [],
      lines: [expect.stringMatching(/^Node 20\.19\.0: failed/), 'out of memory'],
    });
  },
);
