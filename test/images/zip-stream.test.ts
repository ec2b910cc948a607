import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { zipFiles } from '../../src/datasets/zip-source.js';
import { type ZipEntry, zipStream } from '../../src/images/zip.js';

const BYTES = 20_000;

/** Files that count how many were taken. */
function files(count: number) {
  const taken = { files: 0, ended: false };
  const entries = (async function* (): AsyncGenerator<ZipEntry> {
    try {
      for (let i = 0; i < count; i++) {
        taken.files += 1;
        yield { name: `design-${i}.png`, bytes: Buffer.alloc(BYTES, i) };
      }
    } finally {
      taken.ended = true;
    }
  })();
  return { taken, entries };
}

describe('a zip that is written as it is read', () => {
  it('holds every file, and equal files give equal bytes', async () => {
    const [one, other] = await Promise.all([0, 1].map(() => buffer(zipStream(files(300).entries))));
    expect(one?.equals(other as Buffer)).toBe(true);
    const folder = await mkdtemp(join(tmpdir(), 'atelier-zip-'));
    try {
      await writeFile(join(folder, 'designs.zip'), one as Buffer);
      const paths: string[] = [];
      for await (const file of zipFiles(join(folder, 'designs.zip'))) {
        expect((await file.bytes()).equals(Buffer.alloc(BYTES, paths.length))).toBe(true);
        paths.push(file.path);
      }
      expect(paths).toEqual(Array.from({ length: 300 }, (_, i) => `design-${i}.png`));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('takes no more files than the reader makes room for, and ends them when the reader goes', async () => {
    const { taken, entries } = files(10_000);
    const zip = zipStream(entries);
    await once(zip, 'readable');
    zip.read();
    await once(zip, 'readable');
    expect(taken.files).toBeLessThan(20);
    zip.destroy();
    await once(zip, 'close');
    await new Promise(setImmediate);
    expect(taken).toMatchObject({ ended: true });
    expect(taken.files).toBeLessThan(20);
  });

  it('fails when a file does', async () => {
    const failing = (async function* (): AsyncGenerator<ZipEntry> {
      yield { name: 'a.png', bytes: randomBytes(10) };
      throw new Error('the sampler is gone');
    })();
    await expect(buffer(zipStream(failing))).rejects.toThrow('the sampler is gone');
  });
});
