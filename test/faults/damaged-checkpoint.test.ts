import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { JobEvent } from '../../src/contracts/event.js';
import { findLatestCheckpoint, writeCheckpoint } from '../../src/gan/checkpoint.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { JOB, positionAt, snapshotOf } from '../support/checkpoints.js';
import { Client } from '../support/client.js';
import { garmentZip, uploadOf } from '../support/garment-photos.js';
import { startService } from '../support/service.js';

let store: DiskStore;
let files: { what: string; path: string; bytes: Buffer }[];

beforeAll(async () => {
  store = new DiskStore(await mkdtemp(join(tmpdir(), 'atelier-damaged-')));
  await writeCheckpoint(store, snapshotOf(1), positionAt(10));
  const { weights } = await writeCheckpoint(store, snapshotOf(2), positionAt(20));
  const paths = {
    weights: store.pathOf(weights.key),
    manifest: store.pathOf(`jobs/${JOB}/checkpoints/20/manifest.json`),
  };
  files = await Promise.all(
    Object.entries(paths).map(async ([what, path]) => ({ what, path, bytes: await readFile(path) })),
  );
});

afterAll(() => rm(store.root, { recursive: true, force: true }));

/** @returns the step that a trainer would go on from, and the codes it would warn of */
async function found(): Promise<{ step: number | undefined; codes: string[] }> {
  const codes: string[] = [];
  const latest = await findLatestCheckpoint(store, JOB, 20, ({ code }) => codes.push(code));
  return { step: latest?.manifest.step, codes };
}

const damaged = { step: 10, codes: ['checkpoint_damaged'] };

describe('a checkpoint with one damaged byte', () => {
  it('is found, wherever the byte is, and the one before is used', async () => {
    expect(await found()).toEqual({ step: 20, codes: [] });
    for (const { what, path, bytes } of files) {
      for (let at = 0; at < bytes.length; at++) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] as number) ^ (1 << (at % 8));
        await writeFile(path, changed);
        expect([what, at, await found()]).toEqual([what, at, damaged]);
      }
      await writeFile(path, bytes);
    }
  });

  it('is found when the file was cut, wherever it was', async () => {
    for (const { what, path, bytes } of files) {
      for (let length = bytes.length - 1; length >= 0; length--) {
        await truncate(path, length);
        expect([what, length, await found()]).toEqual([what, length, damaged]);
      }
      await writeFile(path, bytes);
    }
  });
});

describe('a job whose newest checkpoint is damaged', () => {
  it('goes on from the one before, says so in an event, and its history is whole', async () => {
    const hyperparameters = {
      imageSize: 32,
      batchSize: 4,
      ngf: 4,
      ndf: 4,
      nz: 8,
      numEpochs: 1_500,
      checkpointEvery: 5,
    };
    let service = await startService();
    try {
      const body = uploadOf('garments', await garmentZip(8));
      const dataset = (await (await fetch(`${service.url}/datasets`, { method: 'POST', body })).json()) as Dataset;
      const { id } = await new Client(service.url).createJob({ dataset: dataset.id, hyperparameters });
      const before = new Client(service.url);
      await untilEvent(before, id, hasCheckpoint(50));
      // At rest: what is on disk has been registered, and nothing more is being written.
      await before.request(id, 'pause');
      await untilEvent(before, id, ({ type, data }) => type === 'state' && data.state === 'paused');
      await service.end('SIGKILL');
      const folder = new DiskStore(join(service.dataFolder, 'store'));
      const newest = Math.max(...(await folder.children(`jobs/${id}/checkpoints`)).map(Number));
      const [weights] = (await folder.children(`jobs/${id}/checkpoints/${newest}`)).filter(
        (name) => name !== 'manifest.json',
      );
      await truncate(folder.pathOf(`jobs/${id}/checkpoints/${newest}/${weights}`), 1_000);

      service = await startService(service.dataFolder);
      const client = new Client(service.url);
      const warnings: string[] = [];
      await client.request(id, 'resume');
      await untilEvent(client, id, (event) => {
        if (event.type === 'log' && event.data.level === 'warn') warnings.push(event.data.message);
        return hasCheckpoint(newest + 50)(event);
      });
      await client.cancel(id);
      expect(warnings).toEqual([expect.stringContaining(`${id}.${newest} don't match their checksum`)]);
      const rows = String(await client.bytes(`/jobs/${id}/metrics?format=csv`))
        .trim()
        .split('\n')
        .slice(1);
      expect(rows.map((row) => Number(row.split(',')[1]))).toEqual(rows.map((_, i) => i + 1));
    } finally {
      await service.remove();
    }
  });
});

function hasCheckpoint(step: number): (event: JobEvent) => boolean {
  return ({ type, data }) => type === 'checkpoint' && data.step >= step;
}

/** Resolves with the first event of a job's history that is the one. */
async function untilEvent(client: Client, id: string, isTheOne: (event: JobEvent) => boolean): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client
      .watch(id, (event) => {
        if (isTheOne(event)) resolve();
      })
      .catch(reject);
  });
}
