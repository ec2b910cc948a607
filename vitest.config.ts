import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

/**
 * Hold how soon something happens, or take both cores as they are: on two cores, another test's processes would delay what
 * they wait for. All others wait for events, however long these take, and much of their time is waiting.
 */
const BY_THEMSELVES = [
  'test/deploy/worker-scaling.test.ts',
  'test/faults/{cancel,crashes,overload,redis-down,redis-failover,rolling-upgrade,s3}.test.ts',
  'test/gan/replica-group.test.ts',
  'test/jobs/many-workers.test.ts',
  'test/orphan-guard.test.ts',
  'test/webhooks/deliverer.test.ts',
];

const each = {
  pool: 'forks',
  testTimeout: 120_000,
  hookTimeout: 120_000,
} as const;

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
