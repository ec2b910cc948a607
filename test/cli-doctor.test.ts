import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkClocks } from '../src/cli/checks/clock.js';
import { checkDataFolder, checkVersions, describeRoom, describeTensorflow } from '../src/cli/checks/machine.js';
import { checkEmbeddedRedis, checkRedis, describeRedis } from '../src/cli/checks/redis.js';
import { checkStore } from '../src/cli/checks/store.js';
import { DiskStore } from '../src/storage/disk-store.js';
import { Cluster } from './support/cluster.js';

const run = promisify(execFile);

let cluster: Cluster;
let folder: string;

beforeAll(async () => {
  cluster = await Cluster.start();
  folder = await mkdtemp(join(tmpdir(), 'atelier-doctor-'));
});

afterAll(async () => {
  await cluster?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** @returns what it prints by what it is about, and its exit code */
async function doctor(environment: Record<string, string>): Promise<{ code: number; said: Record<string, string> }> {
  const env = { ...process.env, REDIS_URL: cluster.redis.url, DATA_DIR: folder, ...environment };
  const { code, stdout } = await run(process.execPath, ['dist/src/cli.js', 'doctor'], { env }).then(
    (ended) => ({ ...ended, code: 0 }),
    (error: { code: number; stdout: string }) => error,
  );
  const lines = [...stdout.matchAll(/^(ok|WARNING|MISSING) +(\S+) +(.*)$/gm)];
  return { code, said: Object.fromEntries(lines.map(([, level, what, detail]) => [what, `${level}: ${detail}`])) };
}

describe('atelier doctor', () => {
  it('says all that is in use, and leaves nothing behind', async () => {
    const { code, said } = await doctor({});
    expect(said).toMatchObject({
      atelier: expect.stringMatching(/^ok: \d+\.\d+\.\d+ on Node v\d+/),
      TensorFlow: expect.stringMatching(/^ok: 2\.21\.\d+ on (cpu|gpu)/),
      devices: expect.stringMatching(/^ok: .*ngpu can be up to \d+; memory cpu [\d.]+ GB/),
      Redis: expect.stringMatching(/^ok: \d+\.\d+\.\d+, maxmemory-policy noeviction, append-only file on/),
      store: `ok: disk:${folder}/store`,
      disk: expect.stringMatching(/^ok: .*GB free/),
      // It is one machine's clock for all, to what an answer takes.
      clock: expect.stringMatching(/^ok: \d{4}-\S+Z, (as|0\.\d{3} s (ahead of|behind)) the redis's, as the store's/),
    });
    expect(code).toBe(0);
    expect(await readdir(folder)).toEqual(['store']);
    expect(await readdir(join(folder, 'store', 'doctor')).catch(() => [])).toEqual([]);
  });

  it('fails for what is missing, and only warns of what is not as it should be', async () => {
    await cluster.connection.config('SET', 'appendonly', 'no');
    const { finding } = await checkRedis(cluster.redis.url);
    expect(finding).toMatchObject({ level: 'warning', detail: expect.stringContaining('append-only file off') });
    await cluster.connection.config('SET', 'maxmemory-policy', 'allkeys-lru');
    try {
      const { code, said } = await doctor({});
      expect(said.Redis).toMatch(/^MISSING: .*maxmemory-policy allkeys-lru.*set maxmemory-policy to noeviction/);
      expect(said.store).toMatch(/^ok/);
      expect(code).toBe(1);
    } finally {
      await cluster.connection.config('SET', 'maxmemory-policy', 'noeviction');
    }
  });
});

describe('its checks', () => {
  it('find a Redis that is away, without the password in its address', async () => {
    const { finding, clockSkew } = await checkRedis('redis://user:secret@127.0.0.1:1');
    expect(finding.level).toBe('missing');
    expect(finding.detail).not.toContain('secret');
    expect(clockSkew).toBeUndefined();
    expect(await checkEmbeddedRedis('/no/such/server', folder)).toMatchObject({ level: 'missing' });
  });

  it.each([
    ['redis_version:6.0.16', 'missing', '6.2 or newer'],
    ['redis_version:7.2.4\r\nrole:slave', 'missing', 'replica'],
    ['redis_version:7.2.4\r\ncluster_enabled:1', 'missing', 'cluster'],
    ['redis_version:7.2.4\r\nused_memory:95\r\nmaxmemory:100', 'warning', 'nearly full'],
    ['redis_version:7.2.4\r\nrole:master\r\nmaxmemory:0', 'ok', '7.2.4'],
  ])('take %j for %s', (info, level, says) => {
    expect(describeRedis(info)).toMatchObject({ level, detail: expect.stringContaining(says) });
  });

  it('warn of clocks that differ by more than heartbeats and deadlines can take', () => {
    expect(checkClocks({ redis: -1.9, store: 59 })).toMatchObject({
      level: 'ok',
      detail: expect.stringContaining("1.900 s behind the redis's, 59 s ahead of the store's"),
    });
    expect(checkClocks({ redis: 2.1, store: 0 }).level).toBe('warning');
    expect(checkClocks({ redis: 0, store: -61 }).level).toBe('warning');
    expect(checkClocks({ redis: undefined, store: undefined }).level).toBe('ok');
  });

  it('know the versions that it runs on', () => {
    expect(checkVersions('v20.18.1').level).toBe('missing');
    expect(checkVersions('v20.19.0').level).toBe('ok');
    expect(checkVersions('v24.21.0').level).toBe('ok');
    expect(checkVersions('v25.0.0').level).toBe('warning');
    const device = { kind: 'cpu', name: 'CPU', threads: 2, replicas: 1, bfloat16: null } as const;
    expect(describeTensorflow({ ...device, tensorflow: '2.21.0' }).level).toBe('ok');
    expect(describeTensorflow({ ...device, tensorflow: '2.9.3' }).level).toBe('warning');
  });

  it('find a disk that is full or can not be written, and a store that is none', async () => {
    expect(describeRoom('/data', 1e9).level).toBe('warning');
    expect(describeRoom('/data', 1e12).level).toBe('ok');
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect((await checkDataFolder(join(file, 'data'))).level).toBe('missing');
    const { finding } = await checkStore(new DiskStore(join(file, 'store')));
    expect(finding.level).toBe('missing');
    await rm(file);
  });
});
