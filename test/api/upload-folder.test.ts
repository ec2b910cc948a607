import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UploadFolder } from '../../src/api/upload-folder.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-uploads-'));
});
afterAll(() => rm(root, { recursive: true }));

describe('uploads on disk', () => {
  it('are removed when they are done with, also when that fails', async () => {
    const folder = new UploadFolder(root);
    await folder.use((own) => writeFile(join(own, '0'), 'photo'));
    await expect(folder.use(() => Promise.reject(new Error('no zip')))).rejects.toThrow('no zip');
    expect(await readdir(root)).toEqual([]);
  });

  it('of processes that died are removed, and no others', async () => {
    const dead = join(root, 'of-a-dead-process');
    await mkdir(dead);
    await writeFile(join(dead, '0'), 'photo');
    await mkdir(`${dead}.lock`);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${dead}.lock`, longAgo, longAgo);
    const folder = new UploadFolder(root);
    await folder.use(async (own) => {
      expect(await new UploadFolder(root).removeAbandoned()).toBe(1);
      expect(await readdir(root)).toHaveLength(2);
      await writeFile(join(own, '0'), 'photo');
    });
    expect(await readdir(root)).toEqual([]);
    expect(await new UploadFolder(join(root, 'missing')).removeAbandoned()).toBe(0);
  });
});
