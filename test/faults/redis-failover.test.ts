import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Problem } from '../../src/contracts/problem.js';
import { type ApiProcess, Cluster, tiny, uploadGarments } from '../support/cluster.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

let cluster: Cluster;
let successor: TestRedis;
let proxy: TcpProxy;
let api: ApiProcess;

beforeAll(async () => {
  cluster = await Cluster.start();
  successor = await startRedis();
  proxy = await startTcpProxy(cluster.redis.socket);
  api = await cluster.api({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
});

afterAll(async () => {
  await cluster?.remove();
  await proxy?.close();
  await successor?.remove();
});

it('finds the new primary when the old one stays up as a replica', async () => {
  const dataset = await uploadGarments(api.url, 8);
  const body = JSON.stringify({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 1 } });
  const post = () =>
    fetch(`${api.url}/jobs`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

  // As a fail-over does it, at a managed Redis too: the name leads to another server, and no connection breaks.
  proxy.redirect(successor.socket);
  const old = new Redis(cluster.redis.socket);
  await old.replicaof('127.0.0.1', 1);
  old.disconnect();

  const refused = await post();
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).not.toBeNull();
  expect(((await refused.json()) as Problem).code).toBe('redis_unavailable');

  await expect.poll(async () => (await post()).status).toBe(201);
});
