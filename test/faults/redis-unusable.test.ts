import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printed } from '../support/atelier.js';
import { Client } from '../support/client.js';
import { tiny, untilEnded, uploadGarments } from '../support/cluster.js';
import { startProcess } from '../support/processes.js';
import { freePort, type RedisServer, startRedisServer } from '../support/redis-server.js';
import { CERTIFICATE, startTlsProxy } from '../support/tls-proxy.js';

let folder: string;
let redis: RedisServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-unusable-'));
  redis = await startRedisServer({ requirepass: 'geheim' });
});
afterAll(async () => {
  await redis?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a process whose Redis refuses it', () => {
  it.each([
    ['serve'],
    ['api'],
    ['worker'],
    ['keys', 'list'],
    ['rebuild'],
    ['gc'],
    ['backup', 'somewhere'],
    ['restore', 'somewhere'],
  ])('says what it answered, in one line without secrets, and ends: %s %s', async (...args) => {
    const REDIS_URL = `redis://:falsch@127.0.0.1:${redis.port}`;
    const ended = startProcess(args, { REDIS_URL, DATA_DIR: folder });
    const { msg } = await ended.logs(({ msg }) => msg.startsWith('atelier: '));
    expect(msg).toBe(
      `atelier: Redis at redis://127.0.0.1:${redis.port} answers: WRONGPASS invalid username-password pair or user is disabled.`,
    );
    expect(await ended.exited).toBe(1);
  });

  it('is told of by `atelier doctor`', async () => {
    const REDIS_URL = `redis://127.0.0.1:${redis.port}`;
    const { stdout } = await printed({ REDIS_URL, DATA_DIR: folder }, 'doctor').catch((ended) => ended);
    expect(stdout).toMatch(/^MISSING +Redis .*answers: NOAUTH/m);
  });
});

describe('a process whose Redis is not there', () => {
  it.each(['serve', 'api', 'worker'])('says so, waits, and starts when it is there: %s', async (command) => {
    const port = await freePort();
    const started = startProcess([command], { REDIS_URL: `redis://127.0.0.1:${port}`, DATA_DIR: folder });
    const { msg, level } = await started.logs(({ msg }) => msg.startsWith('Redis at'));
    expect(msg).toBe(
      `Redis at redis://127.0.0.1:${port} can't be reached: connect ECONNREFUSED 127.0.0.1:${port}; trying again`,
    );
    expect(level).toBe(40);
    const late = await startRedisServer({}, port);
    await started.logs(({ msg }) => /Atelier is up|Server listening|the worker takes jobs/.test(msg));
    expect(await started.end('SIGTERM')).toBe(0);
    await late.stop();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends at the first %s', async (signal) => {
    const started = startProcess(['worker'], { REDIS_URL: 'redis://127.0.0.1:1', DATA_DIR: folder });
    await started.logs(({ msg }) => msg.endsWith('trying again'));
    expect(await started.end(signal)).toBe(0);
  });

  it('is given up by a command, which says why', async () => {
    const { stderr, stdout } = await printed({ REDIS_URL: 'redis://127.0.0.1:1' }, 'keys', 'list').catch(
      (ended) => ended,
    );
    expect(stderr).toBe("atelier: Redis at redis://127.0.0.1:1 can't be reached: connect ECONNREFUSED 127.0.0.1:1\n");
    expect(stdout).toBe('');
  });
});

describe('a Redis behind TLS', () => {
  it('is used with a certificate that NODE_EXTRA_CA_CERTS vouches for', async () => {
    const tls = await startTlsProxy(redis.port);
    const REDIS_URL = `rediss://:geheim@localhost:${tls.port}/2`;
    expect((await printed({ REDIS_URL, NODE_EXTRA_CA_CERTS: CERTIFICATE }, 'keys', 'create', 'ada')).stdout).toMatch(
      /^atl_/,
    );
    await expect(printed({ REDIS_URL }, 'keys', 'list')).rejects.toThrow(/self-signed certificate/);
    const database = new Redis(redis.port, { password: 'geheim', db: 2 });
    expect(await database.keys('atelier:api-keys')).toHaveLength(1);
    database.disconnect();
    await tls.close();
  });
});

describe('a user of Redis that may do what the documentation says', () => {
  it('has all that API and workers do', async () => {
    const open = await startRedisServer();
    const admin = new Redis(open.port);
    const rules = '~atelier* &* +@all -@admin -@dangerous +info +client|id +client|tracking +client|setname'.split(' ');
    await admin.call('ACL', 'SETUSER', 'atelier', 'on', '>geheim', ...rules);
    const environment = { REDIS_URL: `redis://atelier:geheim@127.0.0.1:${open.port}`, DATA_DIR: folder };
    const service = startProcess(['serve'], environment);
    const url = String((await service.logs(({ msg }) => msg === 'Atelier is up')).url);
    const client = new Client(url);
    const { id: dataset } = await uploadGarments(url, 8);
    const job = await client.createJob({ dataset, hyperparameters: { ...tiny, numEpochs: 1 } });
    expect(await untilEnded(client, job.id)).toMatchObject({ state: 'succeeded' });
    const design = { method: 'POST', headers: { 'content-type': 'application/json' }, body: `{"job":"${job.id}"}` };
    expect((await fetch(`${url}/generate`, design)).status).toBe(200);
    expect((await fetch(`${url}/datasets/${dataset}`, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(`${url}/jobs/${job.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await service.end('SIGTERM')).toBe(0);
    const denied = (await admin.call('ACL', 'LOG')) as string[][];
    // What a client tells of its library, which nothing depends on.
    expect(denied.map((entry) => entry[entry.indexOf('object') + 1])).toEqual(denied.map(() => 'client'));
    admin.disconnect();
    await open.stop();
  });
});
