import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ApiProcess,
  Cluster,
  resultOf,
  tiny,
  untilEnded,
  untilEvent,
  uploadGarments,
} from '../support/cluster.js';
import { metricsAt } from '../support/scraped-metrics.js';

let folder: string;
let cluster: Cluster | undefined;
let api: ApiProcess;
let metricsUrl: string;
/** Why there is no disk of our own to fill, if so. */
let reason: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-full-'));
  await mkdir(join(folder, 'store'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', join(folder, 'store')], { stdio: 'pipe' });
  } catch (error) {
    reason = `no tmpfs can be mounted here: ${(error as Error).message}`;
    return;
  }
  cluster = await Cluster.start(folder);
  api = await cluster.api();
  const worker = await cluster.worker({ METRICS_PORT: '0' });
  metricsUrl = (await worker.logs(({ msg }) => msg === 'metrics for Prometheus')).url as string;
});
afterAll(async () => {
  if (cluster) execFileSync('umount', ['--lazy', join(folder, 'store')]);
  await cluster?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Writes until the disk takes no more. */
async function fill(): Promise<string> {
  const filler = join(folder, 'store', 'filler');
  const file = await open(filler, 'w');
  try {
    for (const size of [64 * 1024, 4096]) {
      const block = new Uint8Array(size);
      while ((await statfs(join(folder, 'store'))).bavail * 4096 >= size) await file.write(block);
    }
  } finally {
    await file.close();
  }
  return filler;
}

describe('a job whose store is full', () => {
  it('is paused with its checkpoints whole, and goes on by itself when there is room', async ({ skip }) => {
    if (reason || !cluster) return skip(reason);
    const { client } = api;
    const dataset = await uploadGarments(api.url, 16);
    const hyperparameters = { ...tiny, numEpochs: 40, checkpointEvery: 10, sampleEvery: 1_000 };
    const straight = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilEnded(client, straight.id);

    const job = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilEvent(client, job.id, ({ type }) => type === 'checkpoint');
    const filler = await fill();
    await untilEvent(client, job.id, ({ type, data }) => type === 'state' && data.state === 'paused');
    const paused = await client.job(job.id);
    expect(paused).toMatchObject({ state: 'paused', pauseReason: 'storage', finishedAt: null });
    expect(paused.attempts.at(-1)?.outcome).toContain('ENOSPC');
    expect((await metricsAt(metricsUrl)).of('atelier_store_errors_total{operation="training"}')).toBe(1);
    expect((await metricsAt(api.url)).of('atelier_queue_depth{queue="storage_paused"}')).toBe(1);
    // The sampler checks the checksum of what it loads.
    expect((await client.bytes('/generate', { job: job.id, seed: 1 })).subarray(1, 4).toString()).toBe('PNG');

    await rm(filler);
    expect((await untilEnded(client, job.id)).state).toBe('succeeded');
    expect(await resultOf(client, folder, job.id)).toEqual(await resultOf(client, folder, straight.id));
  });
});
