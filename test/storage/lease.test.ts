import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileLease } from '../../src/storage/file-lock.js';
import { LEASE_TIMES, type LeaseTimes, withLease } from '../../src/storage/lease.js';

/** A dead holder is replaced soon, and a live one has time for a slow machine. */
const QUICK: LeaseTimes = { ...LEASE_TIMES, renewEvery: 20, staleAfter: 1_000, pollEvery: 5 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-lease-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A lease as a process that was killed has left it. */
async function leftBehind(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, 'of-a-dead-process 7'), '');
  return path;
}

describe('the file of a lease', () => {
  it('is made by one of those who find none', async () => {
    const path = join(folder, 'deep/new');
    const written = await Promise.all(
      Array.from({ length: 8 }, (_, i) => fileLease(path).write(`writer ${i}`, undefined)),
    );
    const won = written.filter((etag) => etag !== undefined);
    expect(won).toHaveLength(1);
    expect(await fileLease(path).read()).toEqual({ body: won[0], etag: won[0] });
    expect(await readdir(join(folder, 'deep'))).toEqual(['new']);
  });

  it('is changed by one of those who have seen it, and by nobody who has seen an older state', async () => {
    const lease = fileLease(join(folder, 'changed'));
    await lease.write('a', undefined);
    const written = await Promise.all(Array.from({ length: 8 }, (_, i) => lease.write(`b ${i}`, 'a')));
    const [winner] = written.filter((etag) => etag !== undefined);
    expect(written.filter((etag) => etag !== undefined)).toHaveLength(1);
    expect(await lease.write('c', 'a')).toBeUndefined();
    expect(await lease.write('c', undefined)).toBeUndefined();
    expect(await lease.read()).toEqual({ body: winner, etag: winner });
  });
});

describe('a lease', () => {
  it('of a process that died goes to one of many who wait for it', async () => {
    const lease = fileLease(await leftBehind('dead'));
    let inside = 0;
    const action = async (): Promise<number> => {
      const now = ++inside;
      await new Promise(setImmediate);
      inside--;
      return now;
    };
    const most = await Promise.all(Array.from({ length: 12 }, () => withLease(lease, action, QUICK)));
    expect(Math.max(...most)).toBe(1);
  });

  it('that was taken over says so to the one who had it', async () => {
    const path = join(folder, 'taken');
    const reason = await withLease(
      fileLease(path),
      async (lost) => {
        const [held] = await readdir(path);
        // As another does that has seen no renewal for long; a renewal may come in between.
        for (let etag = held; etag !== undefined && !(await fileLease(path).write('another 0', etag)); )
          [etag] = await readdir(path);
        await new Promise((resolve) => lost.addEventListener('abort', resolve));
        return lost.reason;
      },
      QUICK,
    );
    expect(reason).toMatchObject({ code: 'storage_unavailable' });
    expect(await readdir(path)).toEqual(['another 0']);
  });
});
