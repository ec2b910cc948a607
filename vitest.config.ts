import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Has a command of its own, `npm run test:gpu`.
    exclude: ['test/gpu/**'],
    globalSetup: ['test/support/build.ts'],
    pool: 'forks',
    // Two cores: TensorFlow and the child processes of the end-to-end tests want them to themselves.
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
