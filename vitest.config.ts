import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/start-engine.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 5000 } }, // a page on a busy machine takes its time
    env: { FRAMESCOPE_CACHE_LIMIT: '0' }, // tests keep nothing in this user's cache; those of the cache have their own
  },
});
