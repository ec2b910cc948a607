import { execFile } from 'node:child_process';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiKeys } from '../../src/access/api-keys.js';
import { scopes } from '../../src/contracts/access.js';
import type { Dataset } from '../../src/contracts/dataset.js';
import { Client } from '../support/client.js';
import { Cluster, tiny } from '../support/cluster.js';
import { garmentZip, uploadOf } from '../support/garment-photos.js';
import { bearer } from '../support/keys.js';

const run = promisify(execFile);

let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start();
});

afterAll(() => cluster?.remove());

async function keyOf(workspace: string): Promise<string> {
  return (await new ApiKeys(cluster.connection).create({ name: workspace, workspace, scopes })).key;
}

it('a workspace trains, generates, is rebuilt and deletes within its own part of the store', async () => {
  const key = await keyOf('acme');
  const { url } = await cluster.api();
  const worker = await cluster.worker();
  const client = new Client(url, key);
  const body = uploadOf('garments', await garmentZip(8));
  const uploaded = await fetch(`${url}/datasets`, { method: 'POST', headers: bearer(key), body });
  const dataset = ((await uploaded.json()) as Dataset).id;
  const { id } = await client.createJob({ dataset, hyperparameters: { ...tiny, numEpochs: 1 } });
  expect(await client.watch(id, () => {})).toMatchObject({ state: 'succeeded', workspace: 'acme' });
  const design = await client.bytes('/generate', { job: id, seed: 7 });

  const store = join(cluster.dataFolder, 'store');
  expect(await readdir(join(store, 'workspaces'))).toEqual(['acme']);
  for (const folder of ['jobs', 'datasets']) await expect(access(join(store, folder))).rejects.toThrow();

  await worker.end('SIGTERM');
  await cluster.connection.flushall();
  const again = new Client(url, await keyOf('acme'));
  const other = new Client(url, await keyOf('globex'));
  const env = { ...process.env, DATA_DIR: cluster.dataFolder, REDIS_URL: cluster.redis.url };
  const { stdout } = await run(process.execPath, ['dist/src/cli.js', 'rebuild'], { env });
  expect(stdout).toContain(`${id} rebuilt`);
  expect(await again.job(id)).toMatchObject({ state: 'succeeded', workspace: 'acme' });
  await expect(other.job(id)).rejects.toThrow('job_not_found');
  await cluster.worker();
  expect(await again.bytes('/generate', { job: id, seed: 7 })).toEqual(design);

  await again.deleteJob(id);
  expect(await readdir(join(store, 'workspaces/acme/jobs'))).toEqual([]);
});
