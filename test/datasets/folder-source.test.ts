import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderFiles } from '../../src/datasets/folder-source.js';
import { withoutSideFiles } from '../../src/datasets/without-side-files.js';

let folder: string;

/** Each file's path and content, or why it is rejected. */
async function filesIn(place: string, roots?: readonly string[]): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const file of withoutSideFiles(folderFiles(place, roots))) {
    const content = file.bytes().then(String, (error: Error) => `rejected: ${error.message}`);
    found.push([file.path, await content]);
  }
  return found;
}

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
    expect(await filesIn(join(folder, 'photos'))).toEqual([
      ['a/broken.jpg', 'rejected: a link that leads to nothing'],
      ['a/cycle', 'rejected: a link that leads out of the folder'],
      ['a/deep/3.jpg', 'bytes of photos/a/deep/3.jpg'],
      ['a/inside.jpg', 'bytes of photos/b/1.jpg'],
      ['a/outside.jpg', 'rejected: a link that leads out of the folder'],
      ['b/1.jpg', 'bytes of photos/b/1.jpg'],
      ['b/2.jpg', 'bytes of photos/b/2.jpg'],
    ]);
  });

  it('are also those of folders that links lead to, in the folder or in those that may be read', async () => {
    const pool = join(folder, 'pool');
    for (const file of ['wool/1.jpg', 'silk/2.jpg']) {
      await mkdir(dirname(join(pool, file)), { recursive: true });
      await writeFile(join(pool, file), file);
    }
    const linked = join(folder, 'linked');
    await mkdir(join(linked, 'inner/silk'), { recursive: true });
    await writeFile(join(linked, 'inner/silk/3.jpg'), 'inner silk');
    await symlink('inner/silk', join(linked, 'dress'));
    await symlink('../pool/wool', join(linked, 'coat'));
    expect(await filesIn(linked)).toEqual([
      ['coat', 'rejected: a link that leads out of the folder'],
      ['dress/3.jpg', 'inner silk'],
      ['inner/silk/3.jpg', 'inner silk'],
    ]);
    expect(await filesIn(linked, [join(folder, 'missing'), linked, pool])).toEqual([
      ['coat/1.jpg', 'wool/1.jpg'],
      ['dress/3.jpg', 'inner silk'],
      ['inner/silk/3.jpg', 'inner silk'],
    ]);
  });

  it('end, whatever links lead to each other, and each link that is not followed is told', async () => {
    const loops = join(folder, 'loops');
    for (const name of ['a', 'b']) {
      await mkdir(join(loops, name), { recursive: true });
      await writeFile(join(loops, name, '1.jpg'), name);
      await symlink('.', join(loops, name, 'itself'));
      await symlink('..', join(loops, name, 'up'));
    }
    await symlink('../b', join(loops, 'a/to-b'));
    await symlink('../a', join(loops, 'b/to-a'));
    await symlink('self', join(loops, 'self'));
    const files = await filesIn(loops);
    const photos = files.filter(([, content]) => !content.startsWith('rejected'));
    expect(photos).toEqual([
      ['a/1.jpg', 'a'],
      ['a/to-b/1.jpg', 'b'],
      ['b/1.jpg', 'b'],
      ['b/to-a/1.jpg', 'a'],
    ]);
    expect(new Map(files)).toEqual(
      new Map([
        ...photos,
        ['a/itself', 'rejected: a link to a folder that it is in'],
        ['a/to-b/itself', 'rejected: a link to a folder that it is in'],
        ['a/to-b/to-a', 'rejected: a link to a folder that it is in'],
        ['a/to-b/up', 'rejected: a link to a folder that it is in'],
        ['a/up', 'rejected: a link to a folder that it is in'],
        ['b/itself', 'rejected: a link to a folder that it is in'],
        ['b/to-a/itself', 'rejected: a link to a folder that it is in'],
        ['b/to-a/to-b', 'rejected: a link to a folder that it is in'],
        ['b/to-a/up', 'rejected: a link to a folder that it is in'],
        ['b/up', 'rejected: a link to a folder that it is in'],
        ['self', 'rejected: a link that leads to nothing'],
      ]),
    );
  });

  it('do not double with each of many links that lead on to the same folders', async () => {
    const chain = join(folder, 'chain');
    const depth = 30;
    for (let i = 0; i < depth; i++) {
      await mkdir(join(chain, `step-${i}`), { recursive: true });
      for (const name of ['left', 'right']) await symlink(`../step-${i + 1}`, join(chain, `step-${i}`, name));
    }
    await mkdir(join(chain, `step-${depth}`));
    await writeFile(join(chain, `step-${depth}`, '1.jpg'), 'photo');
    const files = await filesIn(chain);
    expect(files.filter(([, content]) => content === 'photo')).toHaveLength(2);
    expect(files).toHaveLength(3 * depth);
  });

  it('whose names are not UTF-8 are rejected by name, and cost no other', async () => {
    const old = join(folder, 'old');
    await mkdir(join(old, 'm\ufffdntel'), { recursive: true });
    await writeFile(join(old, 'm\ufffdntel/1.jpg'), 'a photo');
    await writeFile(Buffer.concat([Buffer.from(`${old}/`), Buffer.from('gr\xf6\xdfe.jpg', 'latin1')]), 'a photo');
    await mkdir(Buffer.concat([Buffer.from(`${old}/`), Buffer.from('R\xf6cke', 'latin1')]));
    const reasons: Record<string, string> = {};
    for await (const { path, bytes } of folderFiles(old)) {
      reasons[path] = await bytes().then(
        () => 'taken',
        (error: Error) => error.message,
      );
    }
    const renamed = 'its name is not UTF-8: rename it';
    expect(reasons).toEqual({ 'R\ufffdcke': renamed, 'gr\ufffd\ufffde.jpg': renamed, 'm\ufffdntel/1.jpg': 'taken' });
  });

  it('cannot be had from what is no folder', async () => {
    for (const path of [join(folder, 'missing'), join(folder, 'secret.jpg')]) {
      const first = folderFiles(path)[Symbol.asyncIterator]().next();
      await expect(first).rejects.toMatchObject({ code: 'validation_failed', message: expect.stringContaining(path) });
    }
  });
});
