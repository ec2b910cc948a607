import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { Job } from '../../src/contracts/job.js';
import { type ApiProcess, Cluster, resultOf, tiny, untilEnded, uploadGarments } from '../support/cluster.js';
import { type LoadBalancer, startLoadBalancer } from '../support/load-balancer.js';
import type { AtelierProcess } from '../support/processes.js';
import { FollowingClient, type LoadResponse, type SteadyClient, SteadyLoad } from '../support/steady-load.js';
import { numbersTold, upTo } from '../support/stream-client.js';

// Long enough to train through all restarts.
const hyperparameters = { ...tiny, numEpochs: 200, checkpointEvery: 50 };
const IMAGES = 16;
/** The balancer asks twenty times a second; this is for a machine that has other work. */
const environment = { SHUTDOWN_DELAY_SECONDS: '2' };

let cluster: Cluster;
let balancer: LoadBalancer;
let dataset: Dataset;

beforeAll(async () => {
  cluster = await Cluster.start();
  balancer = await startLoadBalancer();
});
afterAll(async () => {
  await balancer?.close();
  await cluster?.remove();
});

async function startApi(): Promise<ApiProcess> {
  const api = await cluster.api(environment);
  await balancer.add(api.url);
  return api;
}

function expectStatus({ status, body }: LoadResponse, expected: number): Buffer {
  if (status !== expected) throw new Error(`${status} ${body}`);
  return body;
}

/** Asks for everything that a service in use is asked for. @returns the jobs that are posted meanwhile */
function startLoad(load: SteadyLoad, watched: Job, design: Buffer): Job[] {
  const posted: Job[] = [];
  load.start(
    'look at a job',
    async (client) => void expectStatus(await client.send('GET', `/jobs/${watched.id}`), 200),
  );
  load.start('list jobs', async (client) => void expectStatus(await client.send('GET', '/jobs?limit=10'), 200));
  load.start('read metrics', async (client) => {
    expectStatus(await client.send('GET', `/jobs/${watched.id}/metrics?points=20`), 200);
  });
  for (const name of ['generate', 'generate as well']) {
    load.start(name, async (client) => {
      const body = expectStatus(await client.send('POST', '/generate', { model: 'rolling', seed: 7 }), 200);
      if (!body.equals(design)) throw new Error('the design is another');
    });
  }
  let keys = 0;
  const post = async (client: SteadyClient) => {
    const key = { 'idempotency-key': `job ${keys++ % 4}` };
    const body = { dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 1 }, priority: 10 };
    posted.push(JSON.parse(String(expectStatus(await client.send('POST', '/jobs', body, key), 201))) as Job);
  };
  load.start('post a job', post);
  return posted;
}

describe('a restart of every API process and every worker, one after the other, under load', () => {
  it('fails no request, loses no event of a stream, and ends jobs as if nothing had been', {
    timeout: 300_000,
  }, async () => {
    const apis = [await startApi(), await startApi()];
    const workers = [await cluster.worker(), await cluster.worker()];
    const { client } = apis[0] as ApiProcess;
    dataset = await uploadGarments(balancer.url, IMAGES);

    const straight = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilEnded(client, straight.id);
    const expected = await resultOf(client, cluster.dataFolder, straight.id);
    await client.putModel('rolling', { job: straight.id });
    const design = await client.bytes('/generate', { model: 'rolling', seed: 7 });

    const jobs = [
      await client.createJob({ dataset: dataset.id, hyperparameters }),
      await client.createJob({ dataset: dataset.id, hyperparameters }),
    ];
    const streams = jobs.map(({ id }) => new FollowingClient(balancer.url, id));
    await Promise.all(streams.map((stream) => stream.until(({ type }) => type === 'step')));
    const load = new SteadyLoad(balancer.url);
    const posted = startLoad(load, jobs[0] as Job, design);

    for (const i of [0, 1]) {
      expect(await (workers[i] as AtelierProcess).end('SIGTERM')).toBe(0);
      workers[i] = await cluster.worker();
      expect(await (apis[i] as ApiProcess).end('SIGTERM')).toBe(0);
      apis[i] = await startApi();
    }
    // Once both jobs train again, nothing is left that a request could fail by.
    const again = streams.map((stream) => Promise.race([stream.ended, stream.until(({ type }) => type === 'step')]));
    await Promise.all(again);
    await load.stop();
    await Promise.all(streams.map((stream) => stream.ended));

    expect(load.failures).toEqual([]);
    for (const [name, count] of Object.entries(load.answered)) expect(count, name).toBeGreaterThan(10);
    const now = (apis[0] as ApiProcess).client;
    for (const [i, { id }] of jobs.entries()) {
      const { messages, codes } = streams[i] as FollowingClient;
      expect(codes.at(-1)).toBe(1000);
      expect(codes.filter((code) => code === 1001).length).toBe(codes.length - 1);
      const told = numbersTold(messages);
      expect(told).toEqual(upTo(told.length));
      const { state, attempts } = await now.job(id);
      expect(state).toBe('succeeded');
      expect(new Set(attempts.map(({ outcome }) => outcome))).toEqual(new Set(['worker shut down', 'succeeded']));
      expect(await resultOf(now, cluster.dataFolder, id)).toEqual(expected);
    }
    // Either stream has had its process restarted beneath it.
    expect(streams.flatMap(({ codes }) => codes)).toContain(1001);
    const ids = [...new Set(posted.map(({ id }) => id))];
    expect(ids).toHaveLength(4);
    for (const id of ids) expect((await untilEnded(now, id)).state).toBe('succeeded');
  });
});
