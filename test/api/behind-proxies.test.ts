import { afterEach, describe, expect, it } from 'vitest';
import { type Api, startApi } from '../support/api.js';

let api: Api | undefined;
afterEach(async () => {
  await api?.remove();
  api = undefined;
});

/** Strict-Transport-Security of an answer, of a refusal, and of a page, asked for as a proxy that speaks TLS asks. */
async function hstsWith(environment: Readonly<Record<string, string>>, forwardedProto: string) {
  api = await startApi(environment);
  const headers = { 'x-forwarded-proto': forwardedProto };
  const paths = ['/jobs', '/jobs/job_none', '/docs', '/nowhere'];
  const answers = await Promise.all(paths.map((path) => fetch(`${api?.url}${path}`, { headers })));
  return answers.map((answer) => answer.headers.get('strict-transport-security'));
}

const none = [null, null, null, null];

describe('Strict-Transport-Security', () => {
  it('is sent over TLS for the service’s own host where it is chosen', async () => {
    const chosen = { HSTS_SECONDS: '86400', TRUST_PROXY: '127.0.0.1' };
    expect(await hstsWith(chosen, 'https')).toEqual(Array(4).fill('max-age=86400'));
  });

  it.each([
    ['is chosen, but the request came without TLS', { HSTS_SECONDS: '86400', TRUST_PROXY: '127.0.0.1' }, 'http'],
    ['is chosen, but nobody says that a proxy is to be believed', { HSTS_SECONDS: '86400' }, 'https'],
    ['is chosen, but another proxy is believed', { HSTS_SECONDS: '86400', TRUST_PROXY: '10.1.0.0/16' }, 'https'],
    ['is not chosen', { TRUST_PROXY: '127.0.0.1' }, 'https'],
  ])('is not sent where it %s', async (_what, environment, proto) => {
    expect(await hstsWith(environment, proto)).toEqual(none);
  });
});

describe('the address of a client', () => {
  it('is what a trusted proxy says, and nobody else', async () => {
    for (const [trusted, expected] of [
      ['127.0.0.0/8', '203.0.113.7'],
      ['10.1.0.0/16', '127.0.0.1'],
    ] as const) {
      api = await startApi({ TRUST_PROXY: trusted });
      const headers = { 'x-forwarded-for': '203.0.113.7' };
      await fetch(`${api.url}/jobs/job_none/pause`, { method: 'POST', headers });
      const { url } = api;
      const firstEntry = async () => ((await (await fetch(`${url}/audit`)).json()) as { items: unknown[] }).items[0];
      await api.until(async () => (await firstEntry()) !== undefined);
      expect(await firstEntry()).toMatchObject({ address: expected });
      await api.remove();
    }
    api = undefined;
  });
});

describe('a connection that a proxy keeps for its next request', () => {
  it('is closed later by the service than by any proxy', async () => {
    api = await startApi();
    const answer = await fetch(`${api.url}/healthz`);
    const seconds = Number(/^timeout=(\d+)$/.exec(answer.headers.get('keep-alive') ?? '')?.[1]);
    // Caddy's is the longest.
    expect(seconds).toBeGreaterThan(120);
  });
});
