import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

/**
 * Run with both cores to themselves: they hold how soon something happens, which another test's processes would delay, or
 * what TensorFlow computes with all of its threads. All others wait for events, and much of their time is waiting.
 */
const BY_THEMSELVES = [
  'test/deploy/worker-scaling.test.ts',
  'test/{engine,gan,metrics,sampling}/**/*.test.ts',
  'test/faults/{cancel,crashes,overload,pause,redis-down,redis-failover,restart,rolling-upgrade,s3}.test.ts',
  'test/jobs/many-workers.test.ts',
  'test/orphan-guard.test.ts',
  'test/webhooks/deliverer.test.ts',
];

const each = { pool: 'forks', testTimeout: 120_000, hookTimeout: 120_000 } as const;

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...each,
          name: 'two at a time',
          include: ['test/**/*.test.ts'],
          // Those of the GPU have a command of their own, `npm run test:gpu`.
          exclude: ['test/gpu/**', ...BY_THEMSELVES],
          maxWorkers: 2,
          // Networks so small gain little by a second thread, which costs the other test file more.
          env: { TF_NUM_INTRAOP_THREADS: '1' },
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...each,
          name: 'by themselves',
          include: BY_THEMSELVES,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
