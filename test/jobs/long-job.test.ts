import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepData } from '../../src/contracts/event.js';
import { EventArchive } from '../../src/jobs/events/event-archive.js';
import { EventArchiver } from '../../src/jobs/events/event-archiver.js';
import { EventLog } from '../../src/jobs/events/event-log.js';
import { keys } from '../../src/redis/keys.js';
import { type Api, logSteps, runningJob, startApi } from '../support/api.js';

/**
 * Enough to see that it doesn't matter how many: what Redis holds is the same from some ten thousand on. `npm run soak`
 * takes a million.
 */
const STEPS = Number(process.env.LONG_JOB_STEPS ?? 200_000);
const BURST = 2_000;
/** In bytes; a job of any length may cost 10 MB. */
const MAX_IN_REDIS = 5 * 1024 ** 2;

let api: Api;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api?.remove());

async function bytesInRedis(id: string): Promise<number> {
  const sizes = await Promise.all(
    [keys.job(id), keys.events(id)].map((key) => api.jobs.redis.memory('USAGE', key, 'SAMPLES', 0)),
  );
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

describe('a job of very many steps', () => {
  it(
    'costs Redis no more the longer it runs, and its history is whole',
    async () => {
      const { redis } = api.jobs;
      const jobId = await runningJob(api.jobs, STEPS);
      const [log, archive] = [new EventLog(redis), new EventArchive(api.store)];
      const archiver = new EventArchiver({ log, archive, jobId, logger: pino({ level: 'silent' }) });
      let most = 0;
      for (let step = 0; step < STEPS; step += BURST) {
        archiver.logged(await logSteps(api.jobs, jobId, step + 1, step + BURST), false);
        most = Math.max(most, await bytesInRedis(jobId));
        await archiver.idle();
      }
      expect(most).toBeLessThan(MAX_IN_REDIS);

      const url = `${api.url}/jobs/${jobId}/metrics`;
      const { steps, total } = (await (await fetch(`${url}?points=2000`)).json()) as {
        steps: StepData[];
        total: number;
      };
      expect(total).toBe(STEPS);
      expect(steps.length).toBeGreaterThan(1_000);
      expect(steps.length).toBeLessThanOrEqual(2_000);
      const rows = (await (await fetch(`${url}?format=csv`)).text()).trim().split('\n').slice(1);
      expect(rows).toHaveLength(STEPS);
      expect(rows.every((row, i) => row.split(',', 2)[1] === String(i + 1))).toBe(true);
    },
    STEPS + 60_000,
  );
});
