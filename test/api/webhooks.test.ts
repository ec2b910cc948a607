import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry, CreatedKey } from '../../src/contracts/access.js';
import type { CreatedWebhook, Delivery, Webhook } from '../../src/contracts/webhook.js';
import { type Api, endJob, runningJob, startApi } from '../support/api.js';
import { bearer, createKey } from '../support/keys.js';
import { type Received, type Receiver, startReceiver, verify } from '../support/webhook-receiver.js';

let api: Api;
let shop: Receiver;

beforeAll(async () => {
  shop = await startReceiver();
  api = await startApi({ WEBHOOK_PRIVATE_ADDRESSES: '127.0.0.1/32' });
});
afterAll(async () => {
  await api?.remove();
  await shop?.close();
});

async function ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (text === '' ? {} : JSON.parse(text)) as T & { code: string; detail: string };
  return { status: response.status, json, headers: response.headers };
}

async function create(body: unknown = { url: shop.url }): Promise<CreatedWebhook> {
  const { status, json } = await ask<CreatedWebhook>('POST', '/webhooks', body);
  expect(status).toBe(201);
  return json;
}

async function untilOver(webhook: string, id: string): Promise<Delivery> {
  for (;;) {
    const { json } = await ask<Delivery>('GET', `/webhooks/${webhook}/deliveries/${id}`);
    if (json.state !== 'pending') return json;
  }
}

describe('POST /webhooks', () => {
  it('tells the secret once, in no other answer, and not in the log', async () => {
    const { status, json, headers } = await ask<CreatedWebhook>('POST', '/webhooks', {
      url: 'https://shop.example/hooks?token=1',
      events: ['job.failed', 'job.succeeded', 'job.failed'],
      description: ' for the shop ',
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/webhooks/${json.id}`);
    expect(headers.get('cache-control')).toBe('no-store');
    const { secret, ...webhook } = json;
    expect(Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).toHaveLength(32);
    expect(webhook).toEqual({
      id: expect.stringMatching(/^wh_[0-9A-Z]{26}$/),
      url: 'https://shop.example/hooks?token=1',
      events: ['job.succeeded', 'job.failed'],
      description: 'for the shop',
      enabled: true,
      disabled: null,
      failingSince: null,
      lastDeliveredAt: null,
      oldSecretUntil: null,
      createdAt: expect.any(String),
    });
    expect((await ask('GET', `/webhooks/${json.id}`)).json).toEqual(webhook);
    expect((await ask('PATCH', `/webhooks/${json.id}`, { description: null })).json).toEqual({
      ...webhook,
      description: null,
    });
    const list = await ask('GET', '/webhooks');
    expect(JSON.stringify(list.json)).toContain(json.id);
    expect(JSON.stringify(list.json)).not.toContain('whsec_');
    expect(api.log()).not.toContain(secret);
    expect((await ask('DELETE', `/webhooks/${json.id}`)).status).toBe(204);
    expect((await ask('GET', `/webhooks/${json.id}`)).json.code).toBe('webhook_not_found');
  });

  it.each([
    [{ url: 'ftp://shop.example/' }, 'is no http'],
    [{ url: 'file:///etc/passwd' }, 'is no http'],
    [{ url: 'https://user:password@shop.example/' }, 'is no http'],
    [{ url: 'https://shop.example/#part' }, 'is no http'],
    [{ url: 'shop.example' }, 'is no http'],
    [{ url: 'http://10.0.0.1/' }, 'may not reach'],
    [{ url: 'http://169.254.169.254/latest/meta-data/' }, 'may not reach'],
    [{ url: 'http://[::ffff:10.0.0.1]/' }, 'may not reach'],
    [{ url: 'https://shop.example/', events: ['job.step'] }, 'events'],
    [{ url: 'https://shop.example/', events: [] }, 'events'],
    [{ url: 'https://shop.example/', secret: 'mine' }, 'unknown field'],
    [{}, 'url'],
  ])('refuses %j', async (body, reason) => {
    const { status, json } = await ask('POST', '/webhooks', body);
    expect([status, json.code]).toEqual([422, 'validation_failed']);
    expect(json.detail).toContain(reason);
  });

  it('refuses more than a workspace may have', async () => {
    const made: string[] = [];
    for (;;) {
      const { status, json } = await ask<CreatedWebhook>('POST', '/webhooks', { url: 'https://shop.example/' });
      if (status !== 201) {
        expect([status, json.code]).toEqual([429, 'quota_exceeded']);
        break;
      }
      made.push(json.id);
    }
    const { items } = (await ask<{ items: Webhook[] }>('GET', '/webhooks')).json;
    expect(items).toHaveLength(20);
    for (const id of made) await ask('DELETE', `/webhooks/${id}`);
  });
});

describe('a webhook', () => {
  it('is told of a job within moments, and its log tells of that', async () => {
    const { id, secret } = await create();
    const job = await runningJob(api.jobs);
    await endJob(api.jobs, job);
    const mine = async () => (await ask<{ items: Delivery[] }>('GET', `/webhooks/${id}/deliveries`)).json.items;
    const ids = (await mine()).map((each) => each.id);
    expect(ids).toHaveLength(3);
    for (const each of ids) expect(await untilOver(id, each)).toMatchObject({ state: 'delivered', job });
    for (const each of await mine()) {
      expect(each.attempts).toMatchObject([{ number: 1, status: 204, error: null }]);
      const received = shop.received.find((one) => one.id === each.id) as Received;
      expect(verify(secret, received)).toEqual(each.payload);
      expect(received.headers).toMatchObject({
        'content-type': 'application/json',
        'user-agent': expect.stringMatching(/^Atelier\/\d/),
      });
    }
    expect((await ask<Webhook>('GET', `/webhooks/${id}`)).json.lastDeliveredAt).not.toBeNull();
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toMatch(/atelier_webhook_attempts_total\{outcome="delivered"\} [3-9]/);
    await ask('DELETE', `/webhooks/${id}`);
  });

  it('has a log that is read page by page, newest first', async () => {
    const { id } = await create();
    const sent: string[] = [];
    for (let i = 0; i < 3; i++) sent.unshift((await ask<Delivery>('POST', `/webhooks/${id}/test`)).json.id);
    const read: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/webhooks/${id}/deliveries?limit=2${cursor && `&cursor=${cursor}`}`;
      const { json } = await ask<{ items: Delivery[]; nextCursor: string | null }>('GET', path);
      read.push(...json.items.map((each) => each.id));
      cursor = json.nextCursor;
    }
    expect(read).toHaveLength(3);
    expect(read.toSorted()).toEqual(sent.toSorted());
    await ask('DELETE', `/webhooks/${id}`);
  });

  it('is pinged once, also while it is disabled', async () => {
    const { id } = await create({ url: 'http://127.0.0.1:1/' });
    expect((await ask('PATCH', `/webhooks/${id}`, { enabled: false })).json).toMatchObject({
      enabled: false,
      disabled: { reason: 'request' },
    });
    const ping = await ask<Delivery>('POST', `/webhooks/${id}/test`);
    expect([ping.status, ping.json.type, ping.json.job]).toEqual([202, 'ping', null]);
    expect(await untilOver(id, ping.json.id)).toMatchObject({
      state: 'failed',
      attempts: [{ status: null, error: 'could not be reached: ECONNREFUSED' }],
      payload: { type: 'ping', data: { webhook: id } },
    });
    // A ping that fails says nothing of the webhook.
    expect((await ask<Webhook>('GET', `/webhooks/${id}`)).json.failingSince).toBeNull();
    await ask('DELETE', `/webhooks/${id}`);
  });

  it('has messages replayed, under their ids', async () => {
    const { id } = await create({ url: shop.url, events: ['job.queued'] });
    await runningJob(api.jobs);
    const { items } = (await ask<{ items: Delivery[] }>('GET', `/webhooks/${id}/deliveries`)).json;
    const message = (items[0] as Delivery).id;
    await untilOver(id, message);
    expect((await ask('POST', `/webhooks/${id}/deliveries/${message}/replay`)).status).toBe(202);
    expect((await untilOver(id, message)).attempts).toHaveLength(2);
    expect(shop.received.filter((each) => each.id === message)).toHaveLength(2);
    const missing = await ask('POST', `/webhooks/${id}/deliveries/msg_0/replay`);
    expect([missing.status, missing.json.code]).toEqual([404, 'delivery_not_found']);
    await ask('PATCH', `/webhooks/${id}`, { enabled: false });
    const refused = await ask('POST', `/webhooks/${id}/deliveries/${message}/replay`);
    expect([refused.status, refused.json.code]).toEqual([409, 'webhook_disabled']);
    await ask('DELETE', `/webhooks/${id}`);
  });

  it('is refused a new address that must not be reached, and keeps the old one', async () => {
    const { id } = await create();
    const { status, json } = await ask('PATCH', `/webhooks/${id}`, { url: 'http://192.168.0.1/' });
    expect([status, json.code]).toEqual([422, 'validation_failed']);
    expect((await ask<Webhook>('GET', `/webhooks/${id}`)).json.url).toBe(shop.url);
    await ask('DELETE', `/webhooks/${id}`);
  });

  it('has its secret rotated, and both sign until the old one’s time is over', async () => {
    const { id, secret: old } = await create();
    const path = `/webhooks/${id}/rotate-secret`;
    expect((await ask('POST', path, { overlapSeconds: 604_801 })).status).toBe(422);
    const { status, json } = await ask<CreatedWebhook>('POST', path);
    expect(status).toBe(200);
    expect(json.secret).not.toBe(old);
    const overlap = Date.parse(json.oldSecretUntil as string) - Date.now();
    expect(overlap).toBeGreaterThan(86_000_000);
    expect(overlap).toBeLessThan(86_500_000);
    const ping = (await ask<Delivery>('POST', `/webhooks/${id}/test`)).json;
    await untilOver(id, ping.id);
    const received = shop.received.find((each) => each.id === ping.id) as Received;
    for (const secret of [old, json.secret]) verify(secret, received);
    await ask('DELETE', `/webhooks/${id}`);
  });
});

describe('with keys', () => {
  let locked: Api;
  let admin: CreatedKey;
  beforeAll(async () => {
    locked = await startApi();
    admin = await createKey(locked.url, ['admin', 'read', 'train']);
  });
  afterAll(() => locked?.remove());

  it('webhooks take the scope admin, and what is done to them is in the audit log, without their addresses', async () => {
    const { key } = await createKey(locked.url, ['read', 'train'], admin.key);
    const post = (each: string) =>
      fetch(`${locked.url}/webhooks`, {
        method: 'POST',
        headers: { ...bearer(each), 'content-type': 'application/json' },
        body: JSON.stringify({ url: 'https://shop.example/secret-path' }),
      });
    expect((await post(key)).status).toBe(403);
    expect((await fetch(`${locked.url}/webhooks`, { headers: bearer(key) })).status).toBe(403);
    const { id } = (await (await post(admin.key)).json()) as CreatedWebhook;
    await locked.until(async () => {
      const audit = await fetch(`${locked.url}/audit`, { headers: bearer(admin.key) });
      const text = await audit.text();
      expect(text).not.toContain('secret-path');
      const { items } = JSON.parse(text) as { items: AuditEntry[] };
      return items.some(({ action, target, status }) => action === 'POST /webhooks' && target === id && status === 201);
    });
  });
});
