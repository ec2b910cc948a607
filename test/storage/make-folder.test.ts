import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/storage/make-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-folders-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('makeFolder', () => {
  it('makes all that is missing, and says where it began', async () => {
    expect(await makeFolder(join(folder, 'a', 'b', 'c'), 0o700)).toBe(join(folder, 'a'));
    expect((await stat(join(folder, 'a', 'b'))).mode & 0o777).toBe(0o700);
    expect(await makeFolder(join(folder, 'a', 'b', 'c'))).toBeUndefined();
    expect(await makeFolder(join(folder, 'a', 'b', 'd'))).toBe(join(folder, 'a', 'b', 'd'));
  });

  it('is done by many at once', async () => {
    const path = join(folder, 'at', 'once', 'by', 'many');
    const firsts = await Promise.all(Array.from({ length: 20 }, () => makeFolder(path)));
    expect(firsts).toContain(join(folder, 'at'));
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('refuses at once what no file system can hold', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(makeFolder('/proc/atelier/data')).rejects.toThrow('ENOENT');
    await expect(makeFolder(join(folder, 'file'))).rejects.toThrow('EEXIST');
    await expect(makeFolder(join(folder, 'file', 'data'))).rejects.toThrow('ENOTDIR');
  });
});
