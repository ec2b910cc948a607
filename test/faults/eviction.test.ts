import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';
import { startProcess } from '../support/processes.js';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start();
});
afterAll(() => cluster?.remove());

it('a worker refuses to start with a Redis that evicts, and says why', async () => {
  await cluster.connection.config('SET', 'maxmemory-policy', 'allkeys-lru');
  const worker = startProcess(['worker'], { REDIS_URL: cluster.redis.url, DATA_DIR: cluster.dataFolder });
  const entry = await worker.logs(({ msg }) => msg.startsWith('atelier:'));
  expect(entry.msg).toContain('maxmemory-policy allkeys-lru');
  expect(entry.msg).toContain('noeviction');
  expect(await worker.exited).toBe(1);
});
