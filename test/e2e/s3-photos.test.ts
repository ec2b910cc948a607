import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { Job } from '../../src/contracts/job.js';
import { type ApiProcess, Cluster, tiny, untilEnded } from '../support/cluster.js';
import { type S3Server, startS3 } from '../support/s3-server.js';
import { plainPhoto } from '../support/uploads.js';

let s3: S3Server;
let cluster: Cluster;
let api: ApiProcess;
beforeAll(async () => {
  s3 = await startS3();
  const put = (Key: string, Body: Buffer) => s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body }));
  for (const [i, colour] of ['red', 'green', 'blue', 'white', 'grey'].entries()) {
    await put(`photos/Herbst & Winter/${i < 2 ? 'Kleider' : 'Mäntel'}/${i} (1).png`, await plainPhoto(colour));
  }
  await put('photos/Herbst & Winter/Kleider/', Buffer.alloc(0));
  await put('photos/Herbst & Winter/Kleider/.DS_Store', Buffer.from('junk'));
  await put('photos/Herbst & Winter/Kleider/note.txt', Buffer.from('no photo'));
  await put(`photos/${'Frühling'.normalize('NFD')}/a/1.png`, await plainPhoto('red'));
  await put('photos-of-others/a/1.png', await plainPhoto('black'));
  cluster = await Cluster.start();
  // The photos are in S3, and the store is on disk.
  const { STORE_URL: _, ...reached } = s3.environment('unused');
  const environment = { ...reached, DATASET_ROOTS: `/nowhere:s3://${s3.bucket}/photos` };
  api = await cluster.api(environment);
  await cluster.worker(environment);
});
afterAll(async () => {
  await cluster?.remove();
  await s3?.stop();
});

async function post(folder: string): Promise<{ status: number; body: Job & { detail: string } }> {
  const response = await fetch(`${api.url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dataset: { folder }, hyperparameters: { ...tiny, numEpochs: 2 } }),
  });
  return { status: response.status, body: (await response.json()) as Job & { detail: string } };
}

describe('a job that names a prefix in S3', () => {
  it('imports its photos when it runs, whatever they are called, and learns from them', async () => {
    const { status, body } = await post(`s3://${s3.bucket}/photos/Herbst & Winter`);
    expect(status).toBe(201);
    const job = await untilEnded(api.client, body.id);
    expect(job).toMatchObject({ state: 'succeeded', progress: { step: 4, totalSteps: 4 }, error: null });
    const dataset = (await (await fetch(`${api.url}/datasets/${job.dataset}`)).json()) as Dataset;
    expect(dataset).toMatchObject({ name: 'Herbst & Winter', images: 5 });
    expect(dataset.classes.map(({ name }) => name)).toEqual(['Kleider', 'Mäntel']);
    expect(dataset.rejected.map(({ file }) => file)).toEqual(['Kleider/note.txt']);
  });

  it('finds a prefix that macOS has named by its typed name', async () => {
    const { body } = await post(`s3://${s3.bucket}/photos/${'Frühling'.normalize('NFC')}`);
    const { dataset } = await untilEnded(api.client, body.id);
    expect(await (await fetch(`${api.url}/datasets/${dataset}`)).json()).toMatchObject({ images: 1 });
  });

  it.each(['photos-of-others', 'photos/../photos-of-others', '', 'photo'])(
    'outside of the allowed ones is refused at once (%j)',
    async (prefix) => {
      const { status, body } = await post(`s3://${s3.bucket}/${prefix}`);
      expect(status).toBe(422);
      expect(body.detail).toMatch(/DATASET_ROOTS|absolute path/);
    },
  );

  it('that is not there fails with the reason', async () => {
    const { body } = await post(`s3://${s3.bucket}/photos/spring`);
    expect(await untilEnded(api.client, body.id)).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining('There is nothing below') },
    });
  });
});
