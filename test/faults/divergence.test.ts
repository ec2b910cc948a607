import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CheckpointManifest, manifestKey } from '../../src/contracts/checkpoint.js';
import { keys } from '../../src/redis/keys.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { encodeManifest } from '../../src/storage/manifest-file.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/storage/safetensors.js';
import {
  type ApiProcess,
  Cluster,
  tiny,
  untilEnded,
  untilEvent,
  untilStep,
  uploadGarments,
} from '../support/cluster.js';

let cluster: Cluster;
let api: ApiProcess;
beforeAll(async () => {
  cluster = await Cluster.start();
  [api] = await Promise.all([cluster.api(), cluster.worker()]);
});
afterAll(() => cluster?.remove());

/** Puts weights in a checkpoint that are numbers still, but too large to be multiplied. */
async function overgrow({ job, step, weights, ...rest }: CheckpointManifest): Promise<void> {
  const store = new DiskStore(`${cluster.dataFolder}/store`);
  const tensors = [...decodeSafetensors((await store.get(weights.key)) as Buffer).values()];
  const grown = encodeSafetensors(
    tensors.map(({ data, ...tensor }) => ({ ...tensor, data: data.map(() => 3e38) })),
    {},
  );
  const sha256 = createHash('sha256').update(grown).digest('hex');
  const key = weights.key.replace(weights.sha256, sha256);
  await store.put(key, grown);
  const manifest = { ...rest, job, step, weights: { key, bytes: grown.length, sha256 } };
  await store.put(manifestKey(job, step), encodeManifest(manifest));
  await cluster.connection.hset(keys.checkpoints(job), String(step), JSON.stringify(manifest));
}

it('a job whose numbers overflow is stopped with a code, and its last good checkpoint can be used', async () => {
  const { client } = api;
  const dataset = await uploadGarments(api.url, 8);
  const hyperparameters = { ...tiny, numEpochs: 10_000, checkpointEvery: 10 };
  const job = await client.createJob({ dataset: dataset.id, hyperparameters });
  await untilStep(client, job.id, 25);
  await client.request(job.id, 'pause');
  await untilEvent(client, job.id, ({ type, data }) => type === 'state' && data.state === 'paused');
  const { items } = JSON.parse(String(await client.bytes(`/jobs/${job.id}/checkpoints`))) as {
    items: CheckpointManifest[];
  };
  const last = items.at(-1) as CheckpointManifest;
  await overgrow(last);
  await client.request(job.id, 'resume');

  const ended = await untilEnded(client, job.id);
  expect(ended).toMatchObject({ state: 'failed', error: { code: 'training_diverged' } });
  expect(ended.error?.message).toContain(`at step ${last.step + 1}`);
  const good = items.at(-2) as CheckpointManifest;
  const design = await client.bytes('/generate', { checkpoint: good.id, seed: 1 });
  expect(design.subarray(1, 4).toString()).toBe('PNG');
});
