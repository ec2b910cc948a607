import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { JobEvent } from '../../src/contracts/event.js';
import type { Job } from '../../src/contracts/job.js';
import { isTerminal } from '../../src/contracts/job-state.js';
import { keys } from '../../src/redis/keys.js';
import { type ApiProcess, Cluster, tiny, untilEnded, untilEvent, uploadGarments } from '../support/cluster.js';
import { type AtelierProcess, childrenOf } from '../support/processes.js';

/** How soon a job that is cancelled must have stopped, in ms. */
const STOPPED_WITHIN_MS = 2_000;
const IMAGES = 200;

/** A step of these takes seconds, and so does a checkpoint of them; there is one in the making all the time. */
const huge = { batchSize: IMAGES, numEpochs: 100, checkpointEvery: 1, workers: 0 };

let cluster: Cluster;
let api: ApiProcess;
let worker: AtelierProcess;
let dataset: Dataset;

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  dataset = await uploadGarments(api.url, IMAGES);
});
afterAll(() => cluster?.remove());

/** Cancels a job, and checks that it ends once and in time. */
async function cancel({ id }: Job): Promise<Job> {
  const asked = Date.now();
  const answer = await api.client.cancel(id);
  expect(answer.state).toMatch(/^cancel/);
  const ended = await untilEnded(api.client, id);
  expect(Date.now() - asked).toBeLessThan(STOPPED_WITHIN_MS);
  return ended;
}

async function terminalStates(id: string): Promise<string[]> {
  const entries = await cluster.connection.xrange(keys.events(id), '-', '+');
  const events = entries.map(([, fields]) => JSON.parse(fields[1] as string) as JobEvent);
  return events.flatMap(({ type, data }) => (type === 'state' && isTerminal(data.state) ? [data.state] : []));
}

describe('a job that is cancelled', () => {
  it('while it is queued is cancelled at once, and never runs', async () => {
    const job = await api.client.createJob({ dataset: dataset.id, hyperparameters: tiny });
    expect((await api.client.cancel(job.id)).state).toBe('cancelled');
    worker = await cluster.worker();
    const next = await api.client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 1 } });
    await untilEnded(api.client, next.id);
    expect((await api.client.job(job.id)).attempts).toEqual([]);
  });

  it.each([
    ['its dataset is prepared', ({ type }: JobEvent) => type === 'log'],
    ['it is in the middle of a long step', ({ type }: JobEvent) => type === 'sample'],
    ['a checkpoint is saved', ({ type }: JobEvent) => type === 'step'],
  ])('while %s stops within 2 s and ends once', async (_phase, reached) => {
    const job = await api.client.createJob({ dataset: dataset.id, hyperparameters: huge });
    await untilEvent(api.client, job.id, (event) => event.type !== 'state' && reached(event));
    expect((await cancel(job)).state).toBe('cancelled');
    expect(await terminalStates(job.id)).toEqual(['cancelled']);
    expect(await childrenOf(worker.pid, 'trainer.js')).toEqual([]);
  });

  it('while it is paused is cancelled at once', async () => {
    const job = await api.client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 10_000 } });
    await untilEvent(api.client, job.id, ({ type }) => type === 'step');
    await api.client.request(job.id, 'pause');
    await untilEvent(api.client, job.id, ({ type, data }) => type === 'state' && data.state === 'paused');
    expect((await api.client.cancel(job.id)).state).toBe('cancelled');
    expect(await terminalStates(job.id)).toEqual(['cancelled']);
  });

  it('while it finishes either has succeeded or is cancelled, and never both', async () => {
    const hyperparameters = { ...tiny, numEpochs: 1, batchSize: 20 };
    const job = await api.client.createJob({ dataset: dataset.id, hyperparameters });
    const { totalSteps } = job.progress;
    await untilEvent(api.client, job.id, ({ type, data }) => type === 'step' && data.step === totalSteps);
    const refusal = await api.client.cancel(job.id).then(
      () => undefined,
      (error: Error) => error.message,
    );
    const { state } = await untilEnded(api.client, job.id);
    expect(state).toBe(refusal ? 'succeeded' : 'cancelled');
    if (refusal) expect(refusal).toContain('job_state_conflict');
    expect(await terminalStates(job.id)).toEqual([state]);
  });
});
