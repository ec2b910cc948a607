import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiDocument } from '../../src/api/reference/document.js';
import type { AuditEntry, CreatedKey, Ticket } from '../../src/contracts/access.js';
import { scopes } from '../../src/contracts/access.js';
import type { Problem } from '../../src/contracts/problem.js';
import { type Api, runningJob, startApi } from '../support/api.js';
import { bearer, createKey, type Operation, operationsOf } from '../support/keys.js';
import { StreamClient } from '../support/stream-client.js';

const PAGE = 'https://shop.example';
const FOREIGN_PAGE = 'https://evil.example';
/** Served to everybody. */
const OPEN = ['/healthz', '/readyz', '/openapi.json'];

let api: Api;
let admin: CreatedKey;
let reader: CreatedKey;

beforeAll(async () => {
  api = await startApi({ ALLOWED_ORIGINS: `${PAGE}, https://other.example` });
  admin = await createKey(api.url, scopes);
  reader = await createKey(api.url, ['read'], admin.key);
});

afterAll(() => api?.remove());

/** A request for an operation, about things that don't exist. */
async function ask({ method, path }: Operation, headers: Record<string, string> = {}): Promise<Response> {
  const url = `${api.url}${path.replace(/\{[^}]+\}/g, '0')}`;
  const hasBody = method !== 'GET' && method !== 'DELETE';
  return await fetch(url, {
    method,
    headers: { ...headers, ...(hasBody ? { 'content-type': 'application/json' } : {}) },
    ...(hasBody ? { body: '{}' } : {}),
  });
}

function problem(response: Response): Promise<Problem> {
  return response.json() as Promise<Problem>;
}

async function ticketFor(job: string, key: string): Promise<string> {
  const response = await fetch(`${api.url}/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(key) },
    body: JSON.stringify({ job }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as Ticket).ticket;
}

function watch(job: string, query = '', headers: Record<string, string> = {}): StreamClient {
  return new StreamClient(`${api.webSocketUrl}/jobs/${job}/stream${query}`, [], headers);
}

describe('every route', () => {
  it('needs a key, but for those that say how the service is', async () => {
    for (const operation of await operationsOf(api.url)) {
      const { status } = await ask(operation);
      if (OPEN.includes(operation.path)) expect(status, operation.path).toBe(200);
      else expect(status, `${operation.method} ${operation.path}`).toBe(401);
    }
  });

  it('is for keys of one scope', async () => {
    const keys = await Promise.all(scopes.map(async (scope) => (await createKey(api.url, [scope], admin.key)).key));
    const allowed: Record<string, string> = {};
    for (const operation of await operationsOf(api.url)) {
      if (OPEN.includes(operation.path)) continue;
      const statuses = await Promise.all(keys.map(async (key) => (await ask(operation, bearer(key))).status));
      allowed[`${operation.method} ${operation.path}`] = scopes.filter((_, i) => statuses[i] !== 403).join();
    }
    expect(new Set(Object.values(allowed))).toEqual(new Set(scopes));
    expect(allowed).toMatchObject({
      'GET /jobs/{id}/stream': 'read',
      'POST /tickets': 'read',
      'POST /jobs': 'train',
      'DELETE /datasets/{id}': 'train',
      'POST /generate': 'generate',
      'POST /keys': 'admin',
      'GET /audit': 'admin',
    });
  });

  it('refuses what is no key, and says how to send one', async () => {
    const { key } = reader;
    const wrong = [
      `Bearer ${key}x`,
      `Bearer ${key.slice(0, -1)}${key.endsWith('A') ? 'E' : 'A'}`,
      `Basic ${btoa(`atelier:${key}`)}`,
      key,
      'Bearer',
      '',
    ];
    for (const authorization of wrong) {
      const response = await fetch(`${api.url}/jobs`, { headers: { authorization } });
      expect(response.status, authorization).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="atelier"/);
      expect(await problem(response)).toMatchObject({ code: 'unauthenticated' });
    }
    expect((await fetch(`${api.url}/jobs`, { headers: bearer(key) })).status).toBe(200);
    expect((await fetch(`${api.url}/jobs`, { headers: { authorization: `bearer ${key}` } })).status).toBe(200);
  });

  it('tells browsers to do nothing with an answer but read it', async () => {
    const { headers } = await fetch(`${api.url}/healthz`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-site',
    });
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('keys over HTTP', () => {
  it('are listed without secrets, and refused from the moment that they are revoked', async () => {
    const created = await createKey(api.url, ['read', 'generate'], admin.key);
    const list = await (await fetch(`${api.url}/keys`, { headers: bearer(admin.key) })).text();
    expect(list).toContain(created.id);
    expect(list).not.toContain(created.key);
    expect((await fetch(`${api.url}/jobs`, { headers: bearer(created.key) })).status).toBe(200);
    const revoke = { method: 'DELETE', headers: bearer(admin.key) };
    expect((await fetch(`${api.url}/keys/${created.id}`, revoke)).status).toBe(204);
    expect((await fetch(`${api.url}/jobs`, { headers: bearer(created.key) })).status).toBe(401);
    expect((await fetch(`${api.url}/keys/${created.id}`, revoke)).status).toBe(404);
  });

  it('are written down with who did it, and so is what was refused', async () => {
    const { id } = await createKey(api.url, ['read'], admin.key);
    const refused = await ask({ method: 'POST', path: '/keys' }, bearer(reader.key));
    expect(refused.status).toBe(403);
    // Written after the answer has left.
    await api.until(async () =>
      (await audit()).some(({ requestId }) => requestId === refused.headers.get('x-request-id')),
    );
    const entries = await audit();
    expect(entries.find(({ target }) => target === id)).toMatchObject({
      key: admin.id,
      action: 'POST /keys',
      status: 201,
    });
    expect(entries.find(({ status }) => status === 403)).toMatchObject({ key: reader.id, action: 'POST /keys' });
  });
});

describe('the audit log', () => {
  it('refuses what is no cursor of its own', async () => {
    for (const cursor of ['0-0', 'x', '1', '-']) {
      const answer = await fetch(`${api.url}/audit?cursor=${cursor}`, { headers: bearer(admin.key) });
      expect(answer.status, cursor).toBe(422);
    }
  });
});

async function audit(): Promise<AuditEntry[]> {
  const response = await fetch(`${api.url}/audit`, { headers: bearer(admin.key) });
  return ((await response.json()) as { items: AuditEntry[] }).items;
}

describe('a stream', () => {
  it('is opened with a key, or with a ticket, once', async () => {
    const job = await runningJob(api.jobs);
    const ticket = await ticketFor(job, reader.key);
    const clients = [watch(job, '', bearer(reader.key)), watch(job, `?ticket=${ticket}`)];
    await Promise.all(clients.map((client) => client.untilHello()));
    expect(await watch(job, `?ticket=${ticket}`).closed).toBe(4401);
    for (const { socket } of clients) socket.close();
  });

  it('is not opened without either, with a ticket for another job, or with a key that may not read', async () => {
    const [job, other] = [await runningJob(api.jobs), await runningJob(api.jobs)];
    const { key } = await createKey(api.url, ['generate'], admin.key);
    expect(await watch(job).closed).toBe(4401);
    expect(await watch(job, '?ticket=nonsense').closed).toBe(4401);
    expect(await watch(job, `?ticket=${await ticketFor(other, reader.key)}`).closed).toBe(4401);
    expect(await watch(job, '', bearer(key)).closed).toBe(4403);
  });

  it('is not opened with an expired ticket', async () => {
    const job = await runningJob(api.jobs);
    const ticket = await ticketFor(job, reader.key);
    const [name] = (await api.jobs.redis.keys('atelier:ticket:*')) as [string];
    await api.jobs.redis.pexpire(name, 0);
    expect(await watch(job, `?ticket=${ticket}`).closed).toBe(4401);
  });

  it('is not opened by a ticket whose key was revoked', async () => {
    const job = await runningJob(api.jobs);
    const { id, key } = await createKey(api.url, ['read'], admin.key);
    const ticket = await ticketFor(job, key);
    await fetch(`${api.url}/keys/${id}`, { method: 'DELETE', headers: bearer(admin.key) });
    expect(await watch(job, `?ticket=${ticket}`).closed).toBe(4401);
  });

  it('is opened by web pages on the list and its own only, key or not', async () => {
    const job = await runningJob(api.jobs);
    const [good, own] = [PAGE, api.url].map((origin) => watch(job, '', { ...bearer(reader.key), origin }));
    await Promise.all([good?.untilHello(), own?.untilHello()]);
    for (const client of [good, own]) client?.socket.close();
    expect(await watch(job, '', { ...bearer(reader.key), origin: FOREIGN_PAGE }).closed).toBe(4403);
    const ticket = await ticketFor(job, reader.key);
    expect(await watch(job, `?ticket=${ticket}`, { origin: FOREIGN_PAGE }).closed).toBe(4403);
  });

  it('is closed when its key is revoked, also one that a ticket opened', async () => {
    const job = await runningJob(api.jobs);
    const { id, key } = await createKey(api.url, ['read'], admin.key);
    const clients = [watch(job, '', bearer(key)), watch(job, `?ticket=${await ticketFor(job, key)}`)];
    const bystander = watch(job, '', bearer(reader.key));
    await Promise.all([...clients, bystander].map((client) => client.untilHello()));
    const headers = { ...bearer(key), accept: 'text/event-stream' };
    const events = await fetch(`${api.url}/jobs/${job}/stream`, { headers });
    await fetch(`${api.url}/keys/${id}`, { method: 'DELETE', headers: bearer(admin.key) });
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual([1008, 1008]);
    expect(await events.text()).not.toContain('event: end');
    expect(bystander.socket.readyState).toBe(bystander.socket.OPEN);
    bystander.socket.close();
  });
});

describe('a web page', () => {
  it('on the list may use the API, and read what it needs', async () => {
    const preflight = await fetch(`${api.url}/jobs`, {
      method: 'OPTIONS',
      headers: {
        origin: PAGE,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization');
    const answer = await fetch(`${api.url}/jobs`, { headers: { ...bearer(reader.key), origin: PAGE } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
    const exposed = answer.headers.get('access-control-expose-headers') ?? '';
    const { components } = (await (await fetch(`${api.url}/openapi.json`)).json()) as ApiDocument;
    expect(exposed.split(', ')).toEqual(expect.arrayContaining(Object.keys(components.headers ?? {})));
    expect(exposed).toContain('X-Atelier-Recipe');
  });

  it('of another origin may not, with a good key either', async () => {
    const answer = await fetch(`${api.url}/jobs`, { headers: { ...bearer(reader.key), origin: FOREIGN_PAGE } });
    expect(answer.status).toBe(403);
    expect(await problem(answer)).toMatchObject({ code: 'origin_refused' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the log', () => {
  it('has none of the keys and tickets that came by', async () => {
    const job = await runningJob(api.jobs);
    const ticket = await ticketFor(job, reader.key);
    await watch(job, `?ticket=${ticket}x`).closed;
    await fetch(`${api.url}/jobs?key=${reader.key}`);
    await fetch(`${api.url}/${reader.key}`);
    const log = api.log();
    expect(log).toContain(reader.id);
    for (const secret of [admin.key, reader.key, ticket]) expect(log).not.toContain(secret);
  });
});
