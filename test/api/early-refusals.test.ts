import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/api/plugins/limits.js';
import { MAX_IN_FLIGHT } from '../../src/api/plugins/load-shedding.js';
import { type Api, startApi } from '../support/api.js';

const ORIGIN = 'https://shop.example';
const json = { 'content-type': 'application/json' };

let api: Api;
beforeAll(async () => {
  api = await startApi({ ALLOWED_ORIGINS: ORIGIN });
});
afterAll(() => api?.remove());

/** Begins a request whose body never comes. It is at work once the server asks for the body. */
async function begin(): Promise<ClientRequest> {
  const begun = request(`${api.url}/jobs`, {
    method: 'POST',
    headers: { ...json, 'content-length': 2, expect: '100-continue' },
    agent: false,
  });
  begun.on('error', () => {});
  begun.flushHeaders();
  await once(begun, 'continue');
  return begun;
}

/** What is refused before it is known who asks. */
async function refusals(): Promise<Response[]> {
  const many = Object.fromEntries(Array.from({ length: limits.headers }, (_, i) => [`x-${i}`, '1']));
  const tooManyHeaders = await fetch(`${api.url}/jobs`, {
    method: 'POST',
    headers: { origin: ORIGIN, ...json, ...many },
    body: '{}',
  });
  const begun = await Promise.all(Array.from({ length: MAX_IN_FLIGHT }, begin));
  try {
    const shed = await fetch(`${api.url}/jobs`, { method: 'POST', headers: { ...json, origin: ORIGIN }, body: '{}' });
    return [tooManyHeaders, shed];
  } finally {
    for (const each of begun) each.destroy();
  }
}

describe('a request that is refused before it is known who sends it', () => {
  it('is answered like any other, and no hook fails over it', async () => {
    const answers = await refusals();
    expect(answers.map(({ status }) => status)).toEqual([431, 503]);
    expect(api.log()).not.toContain('TypeError');
    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    }
  });
});
