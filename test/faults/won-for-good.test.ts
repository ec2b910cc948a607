import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { JobEvent } from '../../src/contracts/event.js';
import type { Job } from '../../src/contracts/job.js';
import { printed } from '../support/atelier.js';
import {
  type ApiProcess,
  Cluster,
  resultOf,
  tiny,
  untilEnded,
  untilEvent,
  untilStep,
  uploadGarments,
} from '../support/cluster.js';
import { type AtelierProcess, childrenOf } from '../support/processes.js';

/** The discriminator wins in the first steps, as at the tutorial's sizes. */
const hopeless = { ...tiny, batchSize: 16, lr: 1, numEpochs: 160, checkpointEvery: 20 };
const IMAGES = 16;

let cluster: Cluster;
let api: ApiProcess;
let worker: AtelierProcess;
let dataset: Dataset;
let straight: Job;
let told: string;
beforeAll(async () => {
  cluster = await Cluster.start();
  [api, worker] = await Promise.all([cluster.api(), cluster.worker()]);
  dataset = await uploadGarments(api.url, IMAGES);
  const settings = Object.entries(hopeless).map((each) => each.join('='));
  const { stdout, stderr } = await printed({ ATELIER_URL: api.url }, 'train', dataset.id, '--set', ...settings);
  told = stderr;
  straight = await api.client.job(stdout.split(' ')[0] as string);
});
afterAll(() => cluster?.remove());

/** What a job's stream says of warnings, each with the step before it. */
async function warningsIn(id: string): Promise<unknown[]> {
  const said: unknown[] = [];
  let step = 0;
  await api.client.watch(id, (event: JobEvent) => {
    if (event.type === 'step') step = event.data.step;
    if (event.type === 'log' && event.data.warning) said.push([step, event.data]);
  });
  return said;
}

it("a run at the tutorial's learning rate warns of nothing", async () => {
  const hyperparameters = { ...hopeless, lr: 0.0002 };
  const job = await api.client.createJob({ dataset: dataset.id, hyperparameters });
  expect((await untilEnded(api.client, job.id)).warnings).toEqual([]);
});

describe('a run whose discriminator has won for good', () => {
  it('is said so once in the stream, and in the job that succeeds', async () => {
    const [warning] = straight.warnings;
    expect(straight).toMatchObject({
      state: 'succeeded',
      latest: { dFakeBefore: 0, dFakeAfter: 0 },
    });
    expect(straight.warnings).toEqual([
      {
        code: 'discriminator_won',
        message: expect.stringMatching(
          /^The discriminator has won: since step \d+, for 100 steps, .+ lower lr may help\.$/,
        ),
        fromStep: expect.any(Number),
        toStep: null,
      },
    ]);
    expect(await warningsIn(straight.id)).toEqual([
      [(warning?.fromStep ?? 0) + 99, { level: 'warn', message: warning?.message, warning }],
    ]);
  });

  it('is said so by `atelier train`, while it runs and at its end', () => {
    const message = straight.warnings[0]?.message as string;
    expect(told.split('\n').filter((line) => line === message)).toHaveLength(1);
    expect(told).toContain(`\nwarning: ${message} (discriminator_won)\n`);
  });

  it('has the warning of an uninterrupted run after kill -9, before it was said and after', async () => {
    const { client } = api;
    const job = await client.createJob({ dataset: dataset.id, hyperparameters: hopeless });
    const since = straight.warnings[0]?.fromStep ?? 0;
    for (const [i, step] of [since + 30, since + 110].entries()) {
      await untilStep(client, job.id, step);
      const [trainer] = await childrenOf(worker.pid, 'trainer.js');
      process.kill(trainer as number, 'SIGKILL');
      await untilEvent(client, job.id, ({ type, data }) => type === 'state' && data.attempt === i + 2);
    }
    expect((await untilEnded(client, job.id)).warnings).toEqual(straight.warnings);
    expect(await resultOf(client, cluster.dataFolder, job.id)).toEqual(
      await resultOf(client, cluster.dataFolder, straight.id),
    );
  });

  it('is known again after a rebuild, also of a job that had not ended', async () => {
    const { client } = api;
    const job = await client.createJob({ dataset: dataset.id, hyperparameters: { ...hopeless, numEpochs: 10_000 } });
    await untilEvent(client, job.id, ({ type, data }) => type === 'checkpoint' && data.step >= 140);
    await client.request(job.id, 'pause');
    await untilEvent(client, job.id, ({ type, data }) => type === 'state' && data.state === 'paused');
    await cluster.connection.flushall();
    const env = { ...process.env, DATA_DIR: cluster.dataFolder, REDIS_URL: cluster.redis.url };
    await promisify(execFile)(process.execPath, ['bin/atelier.js', 'rebuild'], { env });
    for (const { id } of [straight, job]) expect((await client.job(id)).warnings).toEqual(straight.warnings);
  });
});
