import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopes } from '../../src/contracts/access.js';
import { type Api, startApi } from '../support/api.js';
import { bearer, createKey } from '../support/keys.js';

let api: Api;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api?.remove());

/** The status of an answer to a request that names its host itself, as fetch doesn't. */
function statusAs(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${api.url}/jobs`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('without keys', () => {
  it('everybody on this machine may do everything', async () => {
    expect((await fetch(`${api.url}/jobs`)).status).toBe(200);
    expect((await fetch(`${api.url}/keys`)).status).toBe(200);
  });

  it('the service knows itself by the names of this machine only', async () => {
    expect(await statusAs('localhost:3000')).toBe(200);
    expect(await statusAs('127.0.0.1')).toBe(200);
    expect(await statusAs('evil.example')).toBe(421);
  });

  it('web pages of other origins may not use it', async () => {
    const body = new FormData();
    body.set('file', new Blob(['']), 'a.jpg');
    const headers = { origin: 'https://evil.example' };
    expect((await fetch(`${api.url}/datasets`, { method: 'POST', body, headers })).status).toBe(403);
  });

  it('it doesn’t start on an address that others can reach', async () => {
    await expect(api.another({ HOST: '0.0.0.0' })).rejects.toThrow(/HOST is 0\.0\.0\.0.*atelier keys create/);
  });

  it('requests are not limited', async () => {
    expect((await fetch(`${api.url}/jobs`)).headers.get('ratelimit-limit')).toBeNull();
  });
});

describe('with keys', () => {
  it('it starts on any address, and needs one from the first on', async () => {
    const open = await startApi();
    try {
      const { key } = await createKey(open.url, scopes);
      expect((await fetch(`${open.url}/jobs`)).status).toBe(401);
      const server = await open.another({ HOST: '0.0.0.0' });
      try {
        const port = new URL(server.url).port;
        expect((await fetch(`http://127.0.0.1:${port}/jobs`)).status).toBe(401);
        expect((await fetch(`http://127.0.0.1:${port}/jobs`, { headers: bearer(key) })).status).toBe(200);
      } finally {
        await server.close();
      }
    } finally {
      await open.remove();
    }
  });
});
