import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { exportCheckpoint, exportNames } from '../../src/export/formats.js';
import { type Api, startApi } from '../support/api.js';
import { livelyCheckpoint } from '../support/lively-checkpoint.js';

const sizes = { imageSize: 32, nc: 3, nz: 10, ngf: 4, ndf: 4 } as const;

let api: Api;
let folder: string;
let manifest: CheckpointManifest;
beforeAll(async () => {
  api = await startApi();
  ({ manifest } = await livelyCheckpoint(api, sizes));
  folder = `${api.url}/jobs/${manifest.job}/checkpoints/${manifest.step}`;
});
afterAll(async () => {
  await api?.remove();
});

/** Files that this process has open below the store: the API runs in it. */
async function openFiles(): Promise<string[]> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return links.filter((target) => target.startsWith(api.store.root));
}

describe.each(exportNames)('%s', (name) => {
  it('comes whole, with its length, a name to save it under, and the same bytes each time', async () => {
    const [first, second] = await Promise.all([fetch(`${folder}/${name}`), fetch(`${folder}/${name}`)]);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-disposition')).toMatch(
      new RegExp(`^attachment; filename="job_\\w+-20-${name}"$`),
    );
    const bytes = Buffer.from(await first.arrayBuffer());
    expect(bytes).toHaveLength(Number(first.headers.get('content-length')));
    expect(Buffer.from(await second.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('is told apart by its ETag, and not sent again to who has it', async () => {
    const head = await fetch(`${folder}/${name}`, { method: 'HEAD' });
    const etag = head.headers.get('etag') as string;
    expect(etag).toContain(name);
    for (const tags of [etag, `"other", W/${etag}`, '*']) {
      const again = await fetch(`${folder}/${name}`, { headers: { 'if-none-match': tags } });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
    }
    const other = await fetch(`${folder}/${name}`, { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
    await other.arrayBuffer();
  });

  it('leaves no file open when its reader goes away in the middle', async () => {
    const { body } = await exportCheckpoint(api.store, manifest, name, 'test');
    for await (const _chunk of body) break;
    await expect.poll(openFiles).toEqual([]);
  });

  it('is 404 where there is no such job or checkpoint', async () => {
    expect(await problem(`${folder}/${name}`.replace('/20/', '/21/'))).toEqual([404, 'checkpoint_not_found']);
    const elsewhere = `${api.url}/jobs/job_01J00000000000000000000000/checkpoints/20/${name}`;
    expect(await problem(elsewhere)).toEqual([404, 'job_not_found']);
  });

  it('is refused before its first byte if a byte of the checkpoint was changed', async () => {
    const path = api.store.pathOf(manifest.weights.key);
    const whole = await readFile(path);
    try {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(damaged.length - 5) ^ 1, damaged.length - 5);
      await writeFile(path, damaged);
      expect(await problem(`${folder}/${name}`)).toEqual([500, 'checkpoint_damaged']);
    } finally {
      await writeFile(path, whole);
    }
  });
});

async function problem(url: string): Promise<[number, string]> {
  const response = await fetch(url);
  return [response.status, ((await response.json()) as { code: string }).code];
}
