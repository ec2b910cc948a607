import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderFiles } from '../../src/datasets/folder-source.js';
import { withoutSideFiles } from '../../src/datasets/without-side-files.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-folder-'));
  const files = ['photos/b/2.jpg', 'photos/b/1.jpg', 'photos/a/deep/3.jpg', 'photos/.DS_Store', 'secret.jpg'];
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `bytes of ${file}`);
  }
  await symlink('../b/1.jpg', join(folder, 'photos/a/inside.jpg'));
  await symlink(join(folder, 'secret.jpg'), join(folder, 'photos/a/outside.jpg'));
  await symlink('../..', join(folder, 'photos/a/cycle'));
  await symlink('nowhere', join(folder, 'photos/a/broken.jpg'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the files of a folder', () => {
  it('are sorted, with links to files inside and without links that lead elsewhere', async () => {
    const found: [string, string][] = [];
    for await (const file of withoutSideFiles(folderFiles(join(folder, 'photos')))) {
      found.push([file.path, (await file.bytes()).toString()]);
    }
    expect(found).toEqual([
      ['a/deep/3.jpg', 'bytes of photos/a/deep/3.jpg'],
      ['a/inside.jpg', 'bytes of photos/b/1.jpg'],
      ['b/1.jpg', 'bytes of photos/b/1.jpg'],
      ['b/2.jpg', 'bytes of photos/b/2.jpg'],
    ]);
  });

  it('cannot be had from what is no folder', async () => {
    for (const path of [join(folder, 'missing'), join(folder, 'secret.jpg')]) {
      const first = folderFiles(path)[Symbol.asyncIterator]().next();
      await expect(first).rejects.toMatchObject({ code: 'validation_failed', message: expect.stringContaining(path) });
    }
  });
});
