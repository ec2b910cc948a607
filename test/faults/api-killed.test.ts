import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { Job } from '../../src/contracts/job.js';
import { Outbox } from '../../src/jobs/queue/outbox.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { BULLMQ_PREFIX, keys, TRAINING_QUEUE } from '../../src/redis/keys.js';
import { type ApiProcess, Cluster, tiny, untilEnded, uploadGarments } from '../support/cluster.js';

let cluster: Cluster;
let api: ApiProcess;
let dataset: Dataset;

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  dataset = await uploadGarments(api.url, 8);
});
afterAll(() => cluster?.remove());

const body = () => ({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 1 } });

async function post(key: string, request: unknown = body()): Promise<{ status: number; text: string; job: Job }> {
  const response = await fetch(`${api.url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  return { status: response.status, text, job: JSON.parse(text) as Job };
}

/** Posts as a good client does: again until there is an answer. */
async function postPersistently(key: string): Promise<{ text: string; job: Job }> {
  for (;;) {
    const answer = await post(key).catch(() => undefined);
    if (answer?.status === 201) return answer;
    if (answer) expect(answer.status).toBe(409);
  }
}

async function allJobs(): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const job of api.client.jobs()) jobs.push(job);
  return jobs;
}

describe('equal requests with one idempotency key', () => {
  it('make one job, and all get the same answer; another body with the key is refused', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => postPersistently('order 66')));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await allJobs()).map(({ id }) => id)).toEqual([answers[0]?.job.id]);

    const other = await post('order 66', { ...body(), name: 'another' });
    expect(other).toMatchObject({ status: 422, job: { code: 'idempotency_key_reused' } });
    expect(
      await cluster.connection.ttl((await cluster.connection.keys(keys.idempotency('*')))[0] as string),
    ).toBeGreaterThan(23 * 3600);
  });

  it('that were refused may be mended and sent again', async () => {
    const missing = { ...body(), dataset: 'ds_000000000000000000000000' };
    expect((await post('mended', missing)).status).toBe(404);
    expect((await post('mended')).status).toBe(201);
  });

  it('are told to wait while the first is at work', async () => {
    const known = new Set(await cluster.connection.keys(keys.idempotency('*')));
    const { job } = await post('killed');
    const name = (await cluster.connection.keys(keys.idempotency('*'))).find((each) => !known.has(each)) as string;
    const { request } = JSON.parse((await cluster.connection.get(name)) as string) as { request: unknown };
    // What a request leaves that was killed on the way.
    await cluster.connection.set(name, JSON.stringify({ request, claim: 'of another process', job: null }));
    expect(await post('killed')).toMatchObject({ status: 409, job: { code: 'idempotency_in_flight' } });
    await api.client.cancel(job.id);
  });
});

describe('an API that is killed while it posts jobs', () => {
  it('loses none that it answered, and doubles none that is posted again', async () => {
    await cluster.connection.flushall();
    const random = xoroshiro128plus(9);
    const answers: Promise<{ text: string; job: Job }>[] = [];
    for (let round = 0; round < 4; round++) {
      let left = uniformInt(random, 1, 8);
      const reached = new Promise<void>((resolve) => {
        for (let i = 0; i < 10; i++) {
          const answer = postPersistently(`round ${round}, job ${i}`);
          answers.push(answer);
          void answer.then(() => --left === 0 && resolve());
        }
      });
      await reached;
      await api.end('SIGKILL');
      api = await cluster.api();
    }
    const posted = (await Promise.all(answers)).map(({ job }) => job.id);
    expect(new Set(posted).size).toBe(40);
    expect((await allJobs()).map(({ id }) => id).sort()).toEqual(posted.toSorted());

    // Each has its one entry in the queue, once what is owed is delivered.
    const outbox = new Outbox(cluster.connection);
    await outbox.deliver();
    await outbox.close();
    const entries = await cluster.connection.zrange(`${BULLMQ_PREFIX}:${TRAINING_QUEUE}:prioritized`, 0, '-1');
    expect(entries.sort()).toEqual(posted.map((id) => `${id}.1`).sort());
    await cluster.connection.flushall();
  });

  it('after it recorded a job and before it queued it leaves a job that a worker runs', async () => {
    const { hyperparameters } = (await postPersistently('template')).job;
    await api.client.cancel((await allJobs())[0]?.id as string);
    const job = await new JobStore(cluster.connection).create({
      name: null,
      dataset: dataset.id,
      hyperparameters,
      metadata: {},
      from: null,
      priority: 0,
      totalSteps: 2,
    });
    await cluster.worker();
    expect((await untilEnded(api.client, job.id)).state).toBe('succeeded');
  });
});
