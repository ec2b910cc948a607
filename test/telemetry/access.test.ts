import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeys } from '../../src/access/api-keys.js';
import type { Scope } from '../../src/contracts/access.js';
import { type ApiProcess, Cluster } from '../support/cluster.js';
import { bearer } from '../support/keys.js';
import type { AtelierProcess } from '../support/processes.js';
import { metricsAt } from '../support/scraped-metrics.js';

let cluster: Cluster;
let api: ApiProcess;
let worker: AtelierProcess;
let workerUrl: string;

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  worker = await cluster.worker({ METRICS_PORT: '0' });
  workerUrl = await metricsOf(worker);
});

afterAll(() => cluster?.remove());

async function metricsOf(process: AtelierProcess): Promise<string> {
  return (await process.logs(({ msg }) => msg === 'metrics for Prometheus')).url as string;
}

async function createKey(scope: Scope, workspace = 'default'): Promise<string> {
  return (await new ApiKeys(cluster.connection).create({ name: scope, workspace, scopes: [scope] })).key;
}

async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  return (await fetch(new URL('/metrics', url), { headers })).status;
}

describe('metrics', () => {
  it('are for this machine while there are no keys, and a worker has nothing else to say', async () => {
    expect(await statusOf(api.url)).toBe(200);
    expect(await statusOf(workerUrl)).toBe(200);
    expect((await fetch(new URL('/jobs', workerUrl))).status).toBe(404);
    expect((await fetch(workerUrl, { method: 'POST' })).status).toBe(404);
  });

  it('are not told to web pages that reach the worker by a name that was pointed at this machine', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(workerUrl, { headers: { host: 'evil.example' } }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it('are told to nobody on an open address before there are keys', async () => {
    const open = await cluster.worker({ METRICS_PORT: '0', HOST: '0.0.0.0' });
    const url = (await metricsOf(open)).replace('0.0.0.0', '127.0.0.1');
    expect(await statusOf(url)).toBe(401);
    await open.end('SIGTERM');
  });

  it('are for keys of the workspace default with the scope metrics, from the first key on', async () => {
    const key = await createKey('metrics');
    const [reader, foreign] = [await createKey('read'), await createKey('metrics', 'acme')];
    for (const url of [api.url, workerUrl]) {
      expect((await metricsAt(url, bearer(key))).of('process_resident_memory_bytes'), url).toBeGreaterThan(0);
      expect(await statusOf(url, bearer(reader)), url).toBe(403);
      expect(await statusOf(url, bearer(foreign)), url).toBe(403);
      expect(await statusOf(url, bearer(`${key}x`)), url).toBe(401);
      expect(await statusOf(url), url).toBe(401);
    }
  });

  it('have a scope that no other workspace can give', async () => {
    const admin = await createKey('admin', 'acme');
    const response = await fetch(`${api.url}/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(admin) },
      body: JSON.stringify({ name: 'curious', scopes: ['metrics'] }),
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'scopes' }] });
  });
});
