import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/contracts/problem.js';
import { printed } from '../support/atelier.js';
import { Cluster } from '../support/cluster.js';
import { type Service, startService } from '../support/service.js';
import { plainPhoto, upload } from '../support/uploads.js';

let folder: string;
let service: Service | undefined;
let disk: string;
/** Why there is no disk of our own, if so. */
let reason: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-unwritable-'));
  disk = join(folder, 'disk');
  await mkdir(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    reason = `no tmpfs can be mounted here: ${(error as Error).message}`;
  }
});
afterAll(async () => {
  await service?.remove();
  if (!reason) execFileSync('umount', ['--lazy', disk]);
  await rm(folder, { recursive: true, force: true });
});

/** Looks are some seconds apart, and Redis writes every second. */
const patient = { timeout: 60_000 };

/** Writes until the disk takes no more. */
async function fill(): Promise<string> {
  const filler = join(disk, 'filler');
  await writeFile(filler, new Uint8Array(8 * 1024 ** 2)).catch(() => {});
  return filler;
}

async function problemAt(url: string, body?: object): Promise<Pick<Problem, 'status' | 'code' | 'detail'>> {
  const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, body && options);
  return (await response.json()) as Problem;
}

const photo = async () => ['dress/a.png', await plainPhoto('red')] as const;
const unavailable = (cause: string) => ({
  status: 507,
  code: 'storage_unavailable',
  detail: expect.stringContaining(cause),
});

describe('a DATA_DIR that can not be written', () => {
  it('is full: not ready, 507 with the cause, by Redis too, until there is room', async ({ skip }) => {
    if (reason) return skip(reason);
    service = await startService(join(disk, 'full'));
    const { url } = service;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const filler = await fill();
    await expect.poll(() => problemAt(`${url}/readyz`), patient).toMatchObject(unavailable('ENOSPC'));
    expect((await upload(`${url}/datasets`, await photo())).problem).toMatchObject(unavailable('ENOSPC'));
    const webhook = { url: 'https://shop.example/hooks', events: ['job.failed'] };
    await expect
      .poll(() => problemAt(`${url}/webhooks`, webhook), patient)
      .toMatchObject(unavailable('No space left on device'));
    expect((await fetch(`${url}/datasets`)).status).toBe(200);

    await rm(filler);
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, patient).toBe(200);
    await expect.poll(async () => (await upload(`${url}/datasets`, await photo())).status, patient).toBe(201);
    expect(await service.end('SIGTERM')).toBe(0);
  });

  it('is read-only: not ready, and 507 with the cause', async ({ skip }) => {
    if (reason) return skip(reason);
    const cluster = await Cluster.start(join(folder, 'cluster'));
    try {
      const { url } = await cluster.api({ DATA_DIR: disk });
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      await expect.poll(() => problemAt(`${url}/readyz`), patient).toMatchObject(unavailable('EROFS'));
      expect((await upload(`${url}/datasets`, await photo())).problem).toMatchObject(unavailable('EROFS'));
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', disk]);
      await cluster.remove();
    }
  });

  it.each(['/proc/atelier', '/dev/null/data'])('is %s: the service does not start, and says why', async (data) => {
    await expect(printed({ DATA_DIR: data, REDIS_URL: '', PORT: '0' }, 'serve')).rejects.toThrow(
      /atelier: E(NOENT|NOTDIR): .*, mkdir/,
    );
  });
});
