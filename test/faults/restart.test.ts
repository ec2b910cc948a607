import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { Job } from '../../src/contracts/job.js';
import type { QualityData } from '../../src/contracts/quality.js';
import { Client } from '../support/client.js';
import { garmentZip, uploadOf } from '../support/garment-photos.js';
import { type Service, startService } from '../support/service.js';

const hyperparameters = {
  batchSize: 8,
  ngf: 16,
  ndf: 16,
  nz: 16,
  numEpochs: 10,
  checkpointEvery: 2,
  evaluateImages: 16,
};
const IMAGES = 24;

/** Uploads the same photos and posts the same job. */
async function train(service: Service): Promise<Job> {
  const client = new Client(service.url);
  const body = uploadOf('garments', await garmentZip(IMAGES));
  const dataset = (await (await fetch(`${service.url}/datasets`, { method: 'POST', body })).json()) as Dataset;
  return await client.createJob({ dataset: dataset.id, hyperparameters });
}

/** What a job ended with: the hash of its last weights, its losses by step, its evaluations, and the best of them. */
async function result(
  service: Service,
  id: string,
): Promise<{ weights: string; losses: number[][]; quality: QualityData[]; best: number | undefined }> {
  const client = new Client(service.url);
  const { items } = JSON.parse(String(await client.bytes(`/jobs/${id}/checkpoints`))) as {
    items: CheckpointManifest[];
  };
  const last = items.at(-1) as CheckpointManifest;
  const weights = await readFile(join(service.dataFolder, 'store', last.weights.key));
  // The header names the job; the tensors after it are what must be equal.
  const tensors = weights.subarray(8 + Number(weights.readBigUInt64LE(0)));
  const { steps, quality } = JSON.parse(String(await client.bytes(`/jobs/${id}/metrics`)));
  const losses = steps.map(({ step, lossD, lossG }: { step: number; lossD: number; lossG: number }) => [
    step,
    lossD,
    lossG,
  ]);
  return {
    weights: createHash('sha256').update(tensors).digest('hex'),
    losses,
    quality,
    best: (await client.job(id)).best?.step,
  };
}

/** Resolves when the job has done so many steps. */
async function untilStep(client: Client, id: string, step: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client
      .watch(id, (event) => {
        if (event.type === 'step' && event.data.step >= step) resolve();
      })
      .catch(reject);
  }).catch(() => {});
}

describe('a job whose service goes away while it trains', () => {
  it('ends with the weights and the history of an uninterrupted run, after a restart and after a kill -9', async () => {
    const straight = await startService();
    const job = await train(straight);
    expect((await new Client(straight.url).watch(job.id, () => {})).state).toBe('succeeded');
    const expected = await result(straight, job.id);
    await straight.remove();
    expect(expected.losses).toHaveLength(30);
    expect(expected.quality.map(({ step }) => step)).toEqual(Array.from({ length: 15 }, (_, i) => 2 * (i + 1)));
    expect(expected.best).toBeGreaterThan(0);

    let service = await startService();
    const interrupted = await train(service);
    await untilStep(new Client(service.url), interrupted.id, 5);
    expect(await service.end('SIGTERM')).toBe(0);

    service = await startService(service.dataFolder);
    await untilStep(new Client(service.url), interrupted.id, 15);
    await service.end('SIGKILL');

    service = await startService(service.dataFolder);
    try {
      const ended = await new Client(service.url).watch(interrupted.id, () => {});
      expect(ended.state).toBe('succeeded');
      expect(ended.attempts.map(({ outcome }) => outcome)).toEqual(['worker shut down', 'worker lost', 'succeeded']);
      expect(await result(service, interrupted.id)).toEqual(expected);
    } finally {
      await service.remove();
    }
  });
});
