import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopes } from '../../src/contracts/access.js';
import { type Api, startApi } from '../support/api.js';
import { bearer, createKey } from '../support/keys.js';

const LIMIT = 30;

let api: Api;
let admin: string;

beforeAll(async () => {
  api = await startApi({ REQUESTS_PER_MINUTE: String(LIMIT) });
  // While there are no keys, nothing is counted.
  for (let i = 0; i < 2 * LIMIT; i++) expect((await fetch(`${api.url}/jobs`)).status).toBe(200);
  admin = (await createKey(api.url, scopes)).key;
});

afterAll(() => api?.remove());

async function exhaust(headers: Record<string, string>): Promise<Response> {
  // A minute may end in between, and counting begins anew.
  for (let i = 0; i < 3 * LIMIT; i++) {
    const answer = await fetch(`${api.url}/jobs`, { headers });
    if (answer.status === 429) return answer;
    await answer.arrayBuffer();
  }
  throw new Error('nothing was refused');
}

describe('a key', () => {
  it('is told where it stands, refused when its minute is full, and told when it may come again', async () => {
    const key = bearer((await createKey(api.url, ['read'], admin)).key);
    const first = await fetch(`${api.url}/jobs`, { headers: key });
    expect(first.headers.get('ratelimit-limit')).toBe(String(LIMIT));
    expect(first.headers.get('ratelimit-remaining')).toBe(String(LIMIT - 1));
    const refused = await exhaust(key);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    // Others have a share of their own.
    expect((await fetch(`${api.url}/jobs`, { headers: bearer(admin) })).status).toBe(200);
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
  });
});

describe('who has no key', () => {
  it('is refused for that, and soon not heard at all', async () => {
    const nobody = {};
    expect((await fetch(`${api.url}/jobs`)).status).toBe(401);
    const refused = await exhaust(nobody);
    expect(refused.headers.get('ratelimit-limit')).toBe(String(LIMIT));
  });
});
