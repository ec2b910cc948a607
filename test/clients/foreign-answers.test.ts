import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Atelier } from '../../clients/typescript/src/index.js';
import { type OddProxy, startOddProxy } from '../support/odd-proxy.js';

const JOB = 'job_01K9YB7V6R8M2XQ4T0C5D3N1WZ';

let proxy: OddProxy;
beforeAll(async () => {
  proxy = await startOddProxy();
});
afterAll(() => proxy?.close());

/** Calls of every way in which the client sends something and reads the answer. */
const calls: Record<string, (client: Atelier) => Promise<unknown>> = {
  'a record': (client) => client.jobs.get(JOB),
  'a list': (client) => client.jobs.list().next(),
  'a request without a body': (client) => client.jobs.cancel(JOB),
  'a new job': (client) => client.jobs.create({ dataset: 'ds_0' }),
  'an upload': (client) => client.datasets.upload([{ name: 'a.jpg', data: new Uint8Array(8) }]),
  weights: (client) => client.jobs.importWeights({ generator: new Uint8Array(8) }),
  'designs as JSON': (client) => client.generate({ job: JOB, format: 'json' }),
  'designs as a file': (client) => client.generate({ job: JOB, format: 'grid' }),
  metrics: (client) => client.results.metrics(JOB),
  'readiness, by its path': (client) => client.http.GET('/readyz'),
  'a stream': (client) => client.jobs.stream(JOB, { reconnects: 0 }).next(),
};

const answers = [
  { path: 'bad-gateway', status: 502, says: 'answered with a web page (502)' },
  { path: 'gateway-timeout', status: 504, says: 'answered with a web page (504)' },
  { path: 'not-found', status: 404, says: 'answered 404' },
  { path: 'login', status: 200, says: 'answered with a web page (200)' },
  { path: 'failed', status: 500, says: 'answered with a web page (500)' },
  { path: 'empty', status: 200, says: /answered with (nothing|no designs|something else).* \(200\)/ },
  { path: 'text', status: 200, says: /answered with (what is not JSON|no designs|something else).* \(200\)/ },
  { path: 'page-as-json', status: 200, says: /answered with (what is not JSON|no designs|something else).* \(200\)/ },
];

const cases = answers.flatMap((answer) => Object.keys(calls).map((call) => ({ ...answer, call })));

describe('what is none of the service', () => {
  it.each(cases)('is an error with its status and address: $path for $call', async ({ path, status, says, call }) => {
    const client = new Atelier({ url: `${proxy.url}/${path}`, retries: 0 });
    const error = await calls[call]?.(client).catch((error) => (call === 'a stream' ? (error.cause ?? error) : error));
    expect(error).toMatchObject({ name: 'AtelierError', code: 'unknown', status });
    const { message } = error as Error;
    expect(message).toMatch(says);
    expect(message).toContain(path === 'login' ? `${proxy.url}/page` : `${proxy.url}/${path}/`);
  });

  it.each(Object.keys(calls))('breaks off as a connection does: %s', async (call) => {
    const client = new Atelier({ url: `${proxy.url}/cut`, retries: 0 });
    const error = await calls[call]?.(client).catch((error) => error);
    // A stream and designs have another media type, or say more of themselves: what was cut is seen before that.
    if (call === 'a stream') expect(error).toMatchObject({ name: 'AtelierError', status: 200 });
    else if (call === 'designs as a file') expect(error).toMatchObject({ name: 'AtelierError', status: 200 });
    else expect(error).toMatchObject({ name: 'ConnectionError', message: expect.stringContaining('broke off') });
  });

  it('is asked again where that does no harm, as a lost connection is', async () => {
    const client = new Atelier({ url: `${proxy.url}/cut`, retries: 1 });
    const tries = () => proxy.requests.splice(0).length;
    tries();
    await expect(client.jobs.get(JOB)).rejects.toThrow('broke off');
    expect(tries()).toBe(2);
    await expect(client.jobs.cancel(JOB)).rejects.toThrow('broke off');
    expect(tries()).toBe(1);
  });
});
