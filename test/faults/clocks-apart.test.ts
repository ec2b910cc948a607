import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiProcess, Cluster, tiny, untilEnded, uploadGarments } from '../support/cluster.js';

const MINUTE = 60_000;
const CLOCK = `--import=${new URL('../support/shifted-clock.mjs', import.meta.url)}`;

let cluster: Cluster;
let api: ApiProcess;
/** Another machine's DATA_DIR: it shares the store, and no sockets. */
let elsewhere: string;

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  elsewhere = await mkdtemp(join(tmpdir(), 'atelier-elsewhere-'));
  await mkdir(join(cluster.dataFolder, 'store'), { recursive: true });
  await symlink(join(cluster.dataFolder, 'store'), join(elsewhere, 'store'));
});
afterAll(async () => {
  await cluster?.remove();
  await rm(elsewhere, { recursive: true, force: true });
});

describe('a worker whose machine has another clock', () => {
  it.each([
    ['behind', -10 * MINUTE],
    ['ahead', 10 * MINUTE],
  ])('ten minutes %s trains, and makes designs for other machines', async (_, shift) => {
    const { client, url } = api;
    const worker = await cluster.worker({ DATA_DIR: elsewhere, NODE_OPTIONS: CLOCK, CLOCK_SHIFT_MS: String(shift) });
    try {
      const { id: dataset } = await uploadGarments(url, 4);
      const job = await client.createJob({ dataset, hyperparameters: { ...tiny, numEpochs: 1 } });
      expect(await untilEnded(client, job.id)).toMatchObject({ state: 'succeeded' });
      const design = await client.bytes('/generate', { job: job.id, seed: 7 });
      expect(design.subarray(1, 4).toString()).toBe('PNG');
    } finally {
      await worker.end('SIGTERM');
    }
  });
});
