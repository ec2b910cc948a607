import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster, tiny, untilEnded, uploadGarments } from '../support/cluster.js';
import { type S3Server, startS3 } from '../support/s3-server.js';

let s3: S3Server;
let cluster: Cluster;
let workerFolder: string;
beforeAll(async () => {
  s3 = await startS3();
  cluster = await Cluster.start();
  workerFolder = await mkdtemp(join(tmpdir(), 'atelier-worker-'));
}, 120_000);
afterAll(async () => {
  await cluster?.remove();
  await s3?.stop();
  await rm(workerFolder, { recursive: true, force: true });
});

const prepared = async () => (await readdir(join(workerFolder, 'cache'))).filter((name) => name.startsWith('ds_'));
const isRemoved = ({ msg }: { msg: string }) => msg === 'removed prepared photos of deleted datasets';

it('of a deleted dataset go from a worker with a disk of its own, also from one that was down', {
  timeout: 180_000,
}, async () => {
  const store = s3.environment('photos');
  const api = await cluster.api(store);
  const worker = await cluster.worker({ ...store, DATA_DIR: workerFolder });
  const { id: dataset } = await uploadGarments(api.url, 8);
  const job = await api.client.createJob({ dataset, hyperparameters: { ...tiny, numEpochs: 1 } });
  await untilEnded(api.client, job.id);
  expect(await prepared()).toEqual([`${dataset}-32x3.u8`]);
  await expect(access(join(cluster.dataFolder, 'cache'))).rejects.toThrow('ENOENT');

  const deletion = await fetch(`${api.url}/datasets/${dataset}`, { method: 'DELETE' });
  expect(deletion.status).toBe(204);
  await worker.logs(isRemoved);
  expect(await prepared()).toEqual([]);

  await worker.end('SIGTERM');
  await writeFile(join(workerFolder, 'cache', `${dataset}-32x3.u8`), 'photos');
  const again = await cluster.worker({ ...store, DATA_DIR: workerFolder });
  await again.logs(isRemoved);
  expect(await prepared()).toEqual([]);
});
