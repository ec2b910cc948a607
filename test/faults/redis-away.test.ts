import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../src/contracts/event.js';
import {
  type ApiProcess,
  Cluster,
  resultOf,
  tiny,
  untilEnded,
  untilStep,
  untilTraining,
  uploadGarments,
} from '../support/cluster.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

/** How long a worker is without Redis: the fault's own length. */
const AWAY_MS = 60_000;

let cluster: Cluster;
let api: ApiProcess;
let proxy: TcpProxy;

beforeAll(async () => {
  cluster = await Cluster.start();
  proxy = await startTcpProxy(cluster.redis.socket);
  api = await cluster.api();
  await cluster.worker({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
});
afterAll(async () => {
  await cluster?.remove();
  await proxy?.close();
});

/** All of a job's events, as they were logged. */
async function eventsOf(jobId: string): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for (;;) {
    const path = `/jobs/${jobId}/events?limit=1000&cursor=${events.at(-1)?.seq ?? 0}`;
    const page = JSON.parse(String(await api.client.bytes(path))) as { items: JobEvent[]; nextCursor: string | null };
    events.push(...page.items);
    if (page.nextCursor === null) return events;
  }
}

describe('a worker that is without Redis for 60 s while it trains', () => {
  it('goes on with the job afterwards, and its history has no step lost or doubled', async () => {
    const { client } = api;
    const dataset = await uploadGarments(api.url, 16);
    // Long enough that the job is still at work when Redis is back; big enough that it makes no million events.
    const hyperparameters = { ...tiny, ngf: 16, ndf: 16, numEpochs: 2_000, checkpointEvery: 500 };
    const job = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilStep(client, job.id, 20);
    proxy.cut();
    await sleep(AWAY_MS);
    proxy.mend();

    await untilTraining(client, job.id, 2);
    await client.request(job.id, 'pause');
    const events = await eventsOf(job.id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    // Within an attempt, each step is there once and in order.
    let step = 0;
    for (const event of events) {
      if (event.type === 'state' && event.data.fromStep !== undefined) step = event.data.fromStep;
      if (event.type === 'step') expect(event.data.step).toBe(++step);
    }
    const { attempts } = await client.job(job.id);
    expect(attempts[0]?.outcome).toBe('worker lost its lock');
    await client.cancel(job.id);
  });
});

describe('a connection to Redis that breaks again and again while a job trains', () => {
  it('changes nothing of the result', async () => {
    const { client } = api;
    const dataset = await uploadGarments(api.url, 16);
    const hyperparameters = { ...tiny, numEpochs: 60, checkpointEvery: 50 };
    const straight = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilEnded(client, straight.id);

    const job = await client.createJob({ dataset: dataset.id, hyperparameters });
    for (let step = 5; step < 220; step += 5) {
      await untilStep(client, job.id, step);
      proxy.cut();
      proxy.mend();
    }
    await untilEnded(client, job.id);
    expect(await resultOf(client, cluster.dataFolder, job.id)).toEqual(
      await resultOf(client, cluster.dataFolder, straight.id),
    );
    const steps = (await eventsOf(job.id)).flatMap((event) => (event.type === 'step' ? [event.data.step] : []));
    expect(steps).toEqual(Array.from({ length: 240 }, (_, i) => i + 1));
  });
});
