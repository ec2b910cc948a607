import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from './support/cluster.js';
import { bearer } from './support/keys.js';
import { embeddedRedisRuns } from './support/redis.js';

const run = promisify(execFile);

let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start();
});

afterAll(() => cluster?.remove());

async function atelier(args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const env = { ...process.env, REDIS_URL: cluster.redis.url, DATA_DIR: cluster.dataFolder, ...environment };
  const { stdout } = await run(process.execPath, ['dist/src/cli.js', ...args], { env });
  return stdout.trim();
}

describe('atelier keys', () => {
  it('makes the key without which the API doesn’t start on an open address', async () => {
    const open = { HOST: '0.0.0.0', PORT: '0' };
    await expect(atelier(['api'], open)).rejects.toMatchObject({
      stderr: expect.stringContaining('HOST is 0.0.0.0, which other machines can reach, and there are no API keys.'),
    });
    const key = await atelier(['keys', 'create', 'the first', '--scopes', 'admin,read']);
    expect(key).toMatch(/^atl_\w{8}_[\w-]{43}$/);
    const { url, end } = await cluster.api(open);
    const local = url.replace('0.0.0.0', '127.0.0.1');
    expect((await fetch(`${local}/keys`)).status).toBe(401);
    expect((await fetch(`${local}/keys`, { headers: bearer(key) })).status).toBe(200);
    // The command line sends it too.
    expect(await atelier(['jobs', 'list', '--url', local], { ATELIER_API_KEY: key })).toBe('');
    await expect(atelier(['jobs', 'list', '--url', local])).rejects.toMatchObject({
      stderr: expect.stringContaining('unauthenticated'),
    });
    await end('SIGTERM');
  });

  it('lists keys without secrets, and revokes them', async () => {
    const key = await atelier(['keys', 'create', 'for a while', '--workspace', 'acme', '--scopes', 'generate']);
    const id = key.split('_')[1] as string;
    expect(await atelier(['keys', 'list', '--workspace', 'acme'])).toBe(`${id} acme generate never for a while`);
    expect(await atelier(['keys', 'revoke', id])).toBe(`${id} revoked`);
    expect(await atelier(['keys', 'list', '--workspace', 'acme'])).toBe('');
    const audit = JSON.stringify(await cluster.connection.xrange('atelier:audit:acme', '-', '+'));
    expect(audit).toContain('atelier keys create');
    expect(audit).toContain('atelier keys revoke');
    expect(audit).not.toContain(key);
  });

  it('refuses scopes and workspaces that are none', async () => {
    for (const wrong of [
      ['--scopes', 'read,write'],
      ['--workspace', '../other'],
      ['--workspace', 'Acme'],
    ]) {
      await expect(atelier(['keys', 'create', 'x', ...wrong])).rejects.toMatchObject({ code: 1 });
    }
  });

  it('works with the embedded Redis while nothing runs, and leaves nothing running', async () => {
    const environment = { REDIS_URL: '' };
    const key = await atelier(['keys', 'create', 'embedded'], environment);
    expect(await atelier(['keys', 'list'], environment)).toContain(key.split('_')[1]);
    expect(await embeddedRedisRuns(cluster.dataFolder)).toBe(false);
  });
});
