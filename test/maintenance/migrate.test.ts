import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blobKey } from '../../src/datasets/blobs.js';
import type { ArtifactStore } from '../../src/storage/artifact-store.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { S3Store } from '../../src/storage/s3-store.js';
import { atelier } from '../support/atelier.js';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.js';
import { type S3Server, startS3 } from '../support/s3-server.js';

const PHOTOS = 40;

let folder: string;
let s3: S3Server;
let proxy: FaultyProxy;
let source: DiskStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-migrate-'));
  s3 = await startS3();
  proxy = await startFaultyProxy(s3.port);
  source = new DiskStore(join(folder, 'from'));
  for (let i = 0; i < PHOTOS; i++) await putPhoto(randomBytes(2_000));
  await source.put('datasets/ds_1/dataset.json', Buffer.from('{}'));
  await source.put('jobs/job_1/checkpoints/5/weights.safetensors', randomBytes(9 * 1024 ** 2));
  await source.put('jobs/job_1/checkpoints/5/manifest.json', Buffer.from('{"step":5}'));
});
afterAll(async () => {
  await proxy?.close();
  await s3?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function putPhoto(bytes: Buffer): Promise<string> {
  const key = blobKey(createHash('sha256').update(bytes).digest('hex'));
  await source.put(key, bytes);
  return key;
}

async function contentOf(store: ArtifactStore): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { key } of store.entries()) {
    found[key] = createHash('sha256')
      .update((await store.get(key)) as Buffer)
      .digest('hex');
  }
  return found;
}

it('a store moves from disk to S3 and back with every byte, and goes on where it was cut off', async () => {
  const environment = s3.environment('unused', proxy.port);
  const target = `s3://${s3.bucket}/migrated`;
  const inS3 = new S3Store(s3.location('migrated'));
  const migrate = (...args: string[]) => atelier(environment, 'migrate', ...args);

  let puts = 0;
  proxy.fault = ({ method }) => (method === 'PUT' && ++puts > 20 ? 'error' : undefined);
  await expect(migrate(source.root, target)).rejects.toThrow('The store at S3 failed');
  const partly = Object.keys(await contentOf(inS3));
  expect(partly.length).toBeGreaterThan(5);
  // What says that there is a dataset or a checkpoint comes after it.
  expect(partly.filter((key) => key.endsWith('.json'))).toEqual([]);

  proxy.fault = () => undefined;
  const total = PHOTOS + 3;
  expect(await migrate(source.root, target)).toMatch(
    new RegExp(`^${total - partly.length} objects copied .*, ${partly.length} there already, all compared`),
  );
  expect(await contentOf(inS3)).toEqual(await contentOf(source));
  expect(await migrate(source.root, target)).toContain(`0 objects copied (0 B), ${total} there already`);

  const back = new DiskStore(join(folder, 'back'));
  expect(await migrate(target, back.root)).toContain(`${total} objects copied`);
  expect(await contentOf(back)).toEqual(await contentOf(source));
});

it('what differs is copied again, and what is damaged is refused by name', async () => {
  const to = new DiskStore(join(folder, 'checked'));
  const key = await putPhoto(randomBytes(100));
  await atelier({}, 'migrate', source.root, to.root);
  await to.put('datasets/ds_1/dataset.json', Buffer.from('[]'));
  expect(await atelier({}, 'migrate', source.root, to.root)).toContain('1 objects copied');
  expect(await contentOf(to)).toEqual(await contentOf(source));

  await writeFile(source.pathOf(key), randomBytes(101));
  await expect(atelier({}, 'migrate', source.root, to.root)).rejects.toThrow(`${key} in disk:`);
  // The good copy that was there stays.
  expect(await to.size(key)).toBe(100);
});

it('only folders and S3 are stores', async () => {
  await expect(atelier({}, 'migrate', source.root, 'https://example.org/x')).rejects.toThrow('is no place for a store');
});

it('a place where there is nothing is no store', async () => {
  const nowhere = join(folder, 'nowhere');
  const migration = atelier({}, 'migrate', nowhere, join(folder, 'of-nothing'));
  await expect(migration).rejects.toThrow(`there is nothing in disk:${nowhere}: is it a store?`);
});
