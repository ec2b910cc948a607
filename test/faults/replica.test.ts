import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import type { Dataset } from '../../src/contracts/dataset.js';
import { Client } from '../support/client.js';
import { garmentZip, uploadOf } from '../support/garment-photos.js';
import { childrenOf } from '../support/processes.js';
import { type Service, startService } from '../support/service.js';

const hyperparameters = {
  ngpu: 2,
  imageSize: 32,
  batchSize: 8,
  ngf: 4,
  ndf: 4,
  nz: 8,
  numEpochs: 30,
  checkpointEvery: 10,
  sampleEvery: 90,
} as const;

let service: Service;
let client: Client;
let dataset: Dataset;
beforeAll(async () => {
  service = await startService();
  client = new Client(service.url);
  const body = uploadOf('garments', await garmentZip(24));
  dataset = (await (await fetch(`${service.url}/datasets`, { method: 'POST', body })).json()) as Dataset;
});
afterAll(() => service?.remove());

/** The tensors of a job's last checkpoint; the header before them names the job. */
async function lastTensors(job: string): Promise<Buffer> {
  const { items } = JSON.parse(String(await client.bytes(`/jobs/${job}/checkpoints`)));
  const { weights } = (items as CheckpointManifest[]).at(-1) as CheckpointManifest;
  const bytes = await readFile(join(service.dataFolder, 'store', weights.key));
  return bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
}

/** The replicas of the jobs that train: children of the trainers, which are children of the service. */
async function replicas(): Promise<number[]> {
  const trainers = await childrenOf(service.process.pid as number, 'trainer.js');
  return (await Promise.all(trainers.map((trainer) => childrenOf(trainer, 'replica.js')))).flat();
}

describe('a job whose replica is killed', () => {
  it('recovers by itself, and ends with the weights of an undisturbed one', async () => {
    const straight = await client.createJob({ dataset: dataset.id, hyperparameters });
    expect((await client.watch(straight.id, () => {})).state).toBe('succeeded');

    const { id } = await client.createJob({ dataset: dataset.id, hyperparameters });
    let killed: Promise<void> | undefined;
    const ended = await client.watch(id, (event) => {
      if (event.type === 'step' && event.data.step >= 15) {
        killed ??= replicas().then(([replica]) => void process.kill(replica as number, 'SIGKILL'));
      }
    });
    await killed;
    expect(ended.state).toBe('succeeded');
    expect(ended.device).toMatchObject({ replicas: 2 });
    expect(ended.attempts.map(({ outcome }) => outcome)).toEqual([
      'crashed: replica 1 was killed by SIGKILL',
      'succeeded',
    ]);
    expect((await lastTensors(id)).equals(await lastTensors(straight.id))).toBe(true);
    expect(await replicas()).toEqual([]);
  });
});
