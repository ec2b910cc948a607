import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/contracts/webhook.js';
import { OWED_WHILE_FAILING } from '../../src/jobs/records/webhook-outbox.js';
import { keys } from '../../src/redis/keys.js';
import { endJob, logEvent, runningJob, stepEvent } from '../support/api.js';
import { startBench, type WebhookBench } from '../support/webhook-bench.js';
import {
  type Received,
  type Receiver,
  type ReceiverResponse,
  startReceiver,
  verify,
} from '../support/webhook-receiver.js';

let bench: WebhookBench;
let receivers: Receiver[] = [];

beforeEach(async () => {
  bench = await startBench();
});
afterEach(async () => {
  await bench.remove();
  await Promise.all(receivers.map((receiver) => receiver.close()));
  receivers = [];
});

async function receiver(answer?: (received: Received, number: number) => ReceiverResponse): Promise<Receiver> {
  const started = await startReceiver(answer);
  receivers.push(started);
  return started;
}

async function onlyDelivery(webhook: string): Promise<Delivery> {
  const { items } = await bench.deliveries.list(webhook, { limit: 9 });
  expect(items).toHaveLength(1);
  return items[0] as Delivery;
}

describe('the states of a job', () => {
  it('arrive signed and in order, each under an id of its own, and nothing but states', async () => {
    const shop = await receiver();
    const { secret } = await bench.webhooks.create({ url: shop.url });
    const job = await runningJob(bench.jobs);
    await logEvent(bench.jobs, job, stepEvent(1));
    await endJob(bench.jobs, job);
    bench.deliver();
    const received = await shop.until(3);
    expect(received.map(({ payload }) => payload.type)).toEqual(['job.queued', 'job.running', 'job.succeeded']);
    expect(new Set(received.map(({ id }) => id)).size).toBe(3);
    for (const each of received) expect(verify(secret, each)).toEqual(each.payload);
    expect(received[1]?.payload).toMatchObject({
      timestamp: expect.stringMatching(/Z$/),
      data: { job, workspace: 'default', name: null, metadata: {}, seq: 2, state: 'running', attempt: 1, fromStep: 0 },
    });
    // The log has the same events under the same numbers.
    const events = (await bench.redis.xrange(keys.events(job), '-', '+')).map(([, [, json]]) =>
      JSON.parse(json as string),
    );
    for (const { payload } of received) {
      const { job: _, workspace: __, name: ___, metadata: ____, seq, ...data } = payload.data;
      expect(events.find((event) => event.seq === seq)).toEqual({ seq, type: 'state', at: payload.timestamp, data });
    }
  });

  it('go to webhooks of the job’s workspace that ask for them, and are not disabled', async () => {
    const shop = await receiver();
    const path = (name: string) => `${shop.url}/${name}`;
    const own = await bench.webhooks.create({ url: path('own'), events: ['job.succeeded', 'job.failed'] });
    const other = await bench.webhooks.create({ url: path('failures'), events: ['job.failed'] });
    const disabled = await bench.webhooks.create({ url: path('disabled') });
    await bench.webhooks.update(disabled.id, { enabled: false });
    await endJob(bench.jobs, await runningJob(bench.jobs));
    await runningJob(bench.jobs.of('acme'));
    bench.deliver();
    await shop.until(1);
    expect((await onlyDelivery(own.id)).type).toBe('job.succeeded');
    for (const { id } of [other, disabled]) {
      expect((await bench.deliveries.list(id, { limit: 9 })).items).toEqual([]);
    }
  });

  it('carry names and labels as they were posted, whatever they hold', async () => {
    const shop = await receiver();
    const { secret } = await bench.webhooks.create({ url: shop.url });
    const odd = {
      name: 'Ä "quoted" \\ \u2028 </script> 👗',
      metadata: { '1': 'eins', 'a"b': '\n', '': 'x'.repeat(512) },
    };
    const { definition } = await bench.jobs.hash(await runningJob(bench.jobs));
    await bench.jobs.create({ ...JSON.parse(definition as string), ...odd, priority: 0 });
    bench.deliver();
    const last = (await shop.until(3)).find(({ payload }) => payload.data.name !== null) as Received;
    expect(verify(secret, last)).toMatchObject({ data: odd });
  });

  it('are owed in the step that makes them: a step that is refused owes nothing', async () => {
    const { id } = await bench.webhooks.create({ url: 'https://shop.example/' });
    const job = await runningJob(bench.jobs);
    const refused = await bench.jobs.commit(job, {
      from: ['paused'],
      patch: { state: 'queued' },
      event: { type: 'state', data: { state: 'queued' } },
    });
    expect(refused).toEqual({ rejected: 'conflict', state: 'running' });
    const { items } = await bench.deliveries.list(id, { limit: 9 });
    expect(items.map(({ type }) => type)).toEqual(['job.running', 'job.queued']);
  });
});

describe('a message that was not delivered', () => {
  it('is sent again with the same id and bytes, signed anew, until it is', async () => {
    const shop = await receiver((_, number) => ({ status: number < 3 ? 500 : 200 }));
    const { id, secret } = await bench.webhooks.create({ url: shop.url, events: ['job.queued'] });
    await runningJob(bench.jobs);
    bench.deliver();
    const [first, second, third] = (await shop.until(3)) as [Received, Received, Received];
    for (const each of [second, third]) {
      expect({ id: each.id, body: each.body }).toEqual({ id: first.id, body: first.body });
      verify(secret, each);
    }
    await bench.untilOver(id, first.id);
    const delivery = await onlyDelivery(id);
    expect(delivery).toMatchObject({ id: first.id, state: 'delivered', nextAttemptAt: null, note: null });
    expect(delivery.attempts.map(({ number, status, error }) => [number, status, error])).toEqual([
      [1, 500, 'answered 500'],
      [2, 500, 'answered 500'],
      [3, 200, null],
    ]);
    expect((await bench.webhooks.get(id)).failingSince).toBeNull();
  });

  it('keeps later ones of its job waiting for its first attempt only', async () => {
    const shop = await receiver(({ payload }) => ({ status: payload.type === 'job.queued' ? 500 : 200 }));
    await bench.webhooks.create({ url: shop.url });
    await endJob(bench.jobs, await runningJob(bench.jobs));
    bench.deliver({ schedule: [3_600_000] });
    expect((await shop.until(3)).map(({ payload }) => payload.type)).toEqual([
      'job.queued',
      'job.running',
      'job.succeeded',
    ]);
  });

  it('waits as long as its receiver asks, and says until when', async () => {
    const shop = await receiver(() => ({ status: 503, headers: { 'retry-after': '7200' } }));
    const { id } = await bench.webhooks.create({ url: shop.url, events: ['job.queued'] });
    await runningJob(bench.jobs);
    bench.deliver();
    await shop.until(1);
    let delivery = await onlyDelivery(id);
    while (delivery.attempts.length === 0) delivery = await onlyDelivery(id);
    const wait = Date.parse(delivery.nextAttemptAt as string) - Date.parse(delivery.attempts[0]?.at as string);
    expect(delivery).toMatchObject({ state: 'pending' });
    expect(wait).toBeGreaterThanOrEqual(7_200_000);
    expect(wait).toBeLessThan(7_300_000);
  });

  it('is given up after its last attempt; a webhook to which nothing was delivered meanwhile is disabled', async () => {
    const shop = await receiver(() => ({ status: 500 }));
    const { id } = await bench.webhooks.create({ url: shop.url, events: ['job.queued'] });
    await runningJob(bench.jobs);
    bench.deliver();
    const [first] = await shop.until(4);
    await bench.untilOver(id, (first as Received).id);
    expect(await onlyDelivery(id)).toMatchObject({ state: 'failed', note: 'given up after attempt 4' });
    const webhook = await bench.webhooks.get(id);
    expect(webhook).toMatchObject({ enabled: false, disabled: { reason: 'failing' } });
    expect(webhook.failingSince).not.toBeNull();
    expect(await bench.webhooks.update(id, { enabled: true })).toMatchObject({
      enabled: true,
      disabled: null,
      failingSince: null,
    });
  });

  it('disables no webhook that others reached', async () => {
    const shop = await receiver(({ payload }) => ({ status: payload.type === 'job.running' ? 500 : 200 }));
    const { id } = await bench.webhooks.create({ url: shop.url });
    const job = await runningJob(bench.jobs);
    bench.deliver({ schedule: [10, 10, 10, 10, 10] });
    await shop.until(3);
    // While it is tried again, another is delivered.
    await endJob(bench.jobs, job);
    const received = await shop.until(8);
    await bench.untilOver(id, (received.at(-1) as Received).id);
    const failed = (received.find(({ payload }) => payload.type === 'job.running') as Received).id;
    await bench.untilOver(id, failed);
    expect(await bench.deliveries.get(id, failed)).toMatchObject({ state: 'failed' });
    expect(await bench.webhooks.get(id)).toMatchObject({ enabled: true });
  });

  it('tells of a receiver that is gone by 410: the webhook is disabled, and what is due to it given up', async () => {
    const shop = await receiver(() => ({ status: 410 }));
    const { id } = await bench.webhooks.create({ url: shop.url });
    await endJob(bench.jobs, await runningJob(bench.jobs));
    bench.deliver();
    const { items } = await bench.deliveries.list(id, { limit: 9 });
    for (const { id: message } of items) await bench.untilOver(id, message);
    expect(shop.received).toHaveLength(1);
    expect(await bench.webhooks.get(id)).toMatchObject({ enabled: false, disabled: { reason: 'gone' } });
    const notes = (await bench.deliveries.list(id, { limit: 9 })).items.map(({ note }) => note);
    expect(notes).toEqual(['the webhook is disabled', 'the webhook is disabled', 'its receiver answered 410']);
  });
});

describe('a webhook that fails', () => {
  it('is disabled when too much is owed to it, and one that is only behind is not', async () => {
    const { id } = await bench.webhooks.create({ url: 'https://shop.example/' });
    const owed = Array.from({ length: OWED_WHILE_FAILING }, (_, i) => [0, `msg_00${i}`]).flat();
    await bench.redis.zadd(`${keys.webhook(id)}:deliveries`, ...owed);
    const job = await runningJob(bench.jobs);
    expect(await bench.webhooks.get(id)).toMatchObject({ enabled: true });
    await bench.redis.hset(keys.webhook(id), 'failingSince', Date.now());
    await endJob(bench.jobs, job);
    expect(await bench.webhooks.get(id)).toMatchObject({ enabled: false, disabled: { reason: 'backlog' } });
    expect((await bench.deliveries.list(id, { limit: 3 })).items.map(({ type }) => type)).toContain('job.succeeded');
  });

  it('is sent one message at a time', async () => {
    const shop = await receiver(() => 'hang');
    const { id } = await bench.webhooks.create({ url: shop.url, events: ['job.queued'] });
    for (let i = 0; i < 3; i++) await runningJob(bench.jobs);
    await bench.redis.hset(keys.webhook(id), 'failingSince', Date.now());
    bench.deliver({ schedule: [3_600_000] });
    await shop.until(1);
    const all = await bench.redis.keys(`${keys.webhook(id)}:delivery:*`);
    const claims = await Promise.all(all.map((delivery) => bench.redis.hget(delivery, 'claims')));
    expect(claims.sort()).toEqual(['0', '0', '1']);
    await shop.close();
  });
});

describe('a receiver', () => {
  it('that never answers keeps no other waiting, and fails by the time-out', async () => {
    const [slow, quick] = [await receiver(() => 'hang'), await receiver()];
    const hanging = await bench.webhooks.create({ url: slow.url, events: ['job.queued'] });
    bench.deliver({ timeoutMs: 1_000, schedule: [] });
    for (let i = 0; i < 20; i++) await runningJob(bench.jobs);
    await slow.until(8);
    await bench.webhooks.create({ url: quick.url, events: ['job.queued'] });
    await runningJob(bench.jobs);
    await quick.until(1);
    const { items } = await bench.deliveries.list(hanging.id, { limit: 30 });
    const oldest = items.at(-1) as Delivery;
    await bench.untilOver(hanging.id, oldest.id);
    expect((await bench.deliveries.get(hanging.id, oldest.id)).attempts).toMatchObject([
      { status: null, error: 'no answer within 1 s' },
    ]);
  });

  it('that sends an answer without end has answered', async () => {
    const server = createServer((_, response) => {
      const pour = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', pour);
      };
      response.writeHead(200);
      pour();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const { id } = await bench.webhooks.create({ url: `http://127.0.0.1:${port}`, events: ['job.queued'] });
      await runningJob(bench.jobs);
      bench.deliver();
      await bench.untilOver(id, (await onlyDelivery(id)).id);
      expect(await onlyDelivery(id)).toMatchObject({ state: 'delivered', attempts: [{ status: 200 }] });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('a replay', () => {
  it('sends the same message again, with new attempts, and is refused while the webhook is disabled', async () => {
    const shop = await receiver((_, number) => ({ status: number === 3 ? 500 : 204 }));
    const { id } = await bench.webhooks.create({ url: shop.url, events: ['job.queued'] });
    await runningJob(bench.jobs);
    bench.deliver();
    const [first] = (await shop.until(1)) as [Received];
    await bench.untilOver(id, first.id);
    await bench.deliveries.replay(id, first.id);
    await shop.until(2);
    await bench.untilOver(id, first.id);
    // The third attempt fails and is followed by a fourth.
    await bench.deliveries.replay(id, first.id);
    const received = await shop.until(4);
    await bench.untilOver(id, first.id);
    expect(new Set(received.map(({ id: message, body }) => message + body)).size).toBe(1);
    expect((await onlyDelivery(id)).attempts.map(({ number, status }) => [number, status])).toEqual([
      [1, 204],
      [2, 204],
      [3, 500],
      [4, 204],
    ]);
    await bench.webhooks.update(id, { enabled: false });
    await expect(bench.deliveries.replay(id, first.id)).rejects.toMatchObject({ code: 'webhook_disabled' });
    await expect(bench.deliveries.replay(id, `msg_${'0'.repeat(26)}`)).rejects.toMatchObject({
      code: 'delivery_not_found',
    });
  });

  it('has a message that waits for hours tried at once', async () => {
    const shop = await receiver((_, number) => ({ status: number === 1 ? 500 : 204 }));
    const { id } = await bench.webhooks.create({ url: shop.url, events: ['job.queued'] });
    await runningJob(bench.jobs);
    bench.deliver({ schedule: [3_600_000] });
    const [{ id: message }] = (await shop.until(1)) as [Received];
    while ((await onlyDelivery(id)).attempts.length === 0);
    await bench.deliveries.replay(id, message);
    await bench.untilOver(id, message);
    expect(await onlyDelivery(id)).toMatchObject({ state: 'delivered' });
  });
});

describe('a rotated secret', () => {
  it('signs beside the old one for a while; without overlap alone', async () => {
    const shop = await receiver();
    const { id, secret: old } = await bench.webhooks.create({ url: shop.url });
    const next = await bench.webhooks.rotateSecret(id, 3_600);
    expect(Date.parse(next.oldSecretUntil as string)).toBeGreaterThan(Date.now());
    await bench.deliveries.ping(id);
    bench.deliver();
    const [both] = (await shop.until(1)) as [Received];
    for (const secret of [old, next.secret]) verify(secret, both);
    expect(both.headers['webhook-signature']?.split(' ')).toHaveLength(2);

    const last = await bench.webhooks.rotateSecret(id, 0);
    expect(last.oldSecretUntil).toBeNull();
    await bench.deliveries.ping(id);
    const [, alone] = (await shop.until(2)) as [Received, Received];
    verify(last.secret, alone);
    expect(() => verify(next.secret, alone)).toThrow('No matching signature');
  });

  it('is forgotten when its time is over', async () => {
    const shop = await receiver();
    const { id, secret: old } = await bench.webhooks.create({ url: shop.url });
    const { secret } = await bench.webhooks.rotateSecret(id, 1);
    const until = Number(await bench.redis.hget(keys.webhook(id), 'oldSecretUntil'));
    await bench.redis.hset(keys.webhook(id), 'oldSecretUntil', String(until - 1_000));
    await bench.deliveries.ping(id);
    bench.deliver();
    const [received] = (await shop.until(1)) as [Received];
    verify(secret, received);
    expect(() => verify(old, received)).toThrow('No matching signature');
    expect(await bench.redis.hexists(keys.webhook(id), 'oldSecret')).toBe(0);
  });
});

describe('the log of a webhook', () => {
  it('keeps all that is owed, and of what is over the newest thousand', async () => {
    const shop = await receiver();
    const { id } = await bench.webhooks.create({ url: shop.url });
    for (let i = 0; i < 51; i++) await Promise.all(Array.from({ length: 20 }, () => bench.deliveries.ping(id)));
    expect(await bench.redis.zcard(`${keys.webhook(id)}:deliveries`)).toBe(1_020);
    bench.deliver();
    await shop.until(1_020);
    while ((await bench.redis.zcard(keys.webhookDue)) > 0);
    const kept = await bench.redis.keys(`${keys.webhook(id)}:delivery:*`);
    expect(kept).toHaveLength(1_000);
    expect(await bench.redis.zcard(`${keys.webhook(id)}:deliveries`)).toBe(1_000);
  });

  it('goes with it, and so does what it is owed', async () => {
    const { id } = await bench.webhooks.create({ url: 'https://shop.example/' });
    await endJob(bench.jobs, await runningJob(bench.jobs));
    await bench.webhooks.delete(id);
    expect(await bench.redis.keys('atelier:webhook*')).toEqual([]);
  });
});

describe('several that deliver', () => {
  it('send each message once', async () => {
    const shop = await receiver();
    await bench.webhooks.create({ url: shop.url, events: ['job.succeeded'] });
    for (let i = 0; i < 3; i++) bench.deliver();
    for (let i = 0; i < 50; i++) await endJob(bench.jobs, await runningJob(bench.jobs));
    await shop.until(50);
    while ((await bench.redis.zcard(keys.webhookDue)) > 0);
    expect(new Set(shop.received.map(({ id }) => id)).size).toBe(50);
    expect(shop.received).toHaveLength(50);
  });

  it('take over what one has had for too long, whose late outcome then counts for nothing', async () => {
    const shop = await receiver((_, number) => (number === 1 ? 'hang' : { status: 204 }));
    const { id } = await bench.webhooks.create({ url: shop.url, events: ['job.queued'] });
    const slow = bench.deliver({ timeoutMs: 1_000, leaseMs: 300 });
    await runningJob(bench.jobs);
    const [first] = (await shop.until(2)) as [Received];
    await bench.untilOver(id, first.id);
    // It is closed when the request that is never answered has failed.
    await slow.close();
    expect(await onlyDelivery(id)).toMatchObject({ state: 'delivered', attempts: [{ number: 1, status: 204 }] });
    expect((await bench.webhooks.get(id)).failingSince).toBeNull();
  });

  it('take over what one gives back that is closed amid a request', async () => {
    const shop = await receiver((_, number) => (number === 1 ? 'hang' : { status: 204 }));
    const { id } = await bench.webhooks.create({ url: shop.url, events: ['job.queued'] });
    const first = bench.deliver({ timeoutMs: 60_000 });
    await runningJob(bench.jobs);
    await shop.until(1);
    await first.close();
    bench.deliver();
    const [one, two] = (await shop.until(2)) as [Received, Received];
    expect(two.id).toBe(one.id);
    await bench.untilOver(id, one.id);
    expect((await onlyDelivery(id)).attempts).toHaveLength(1);
  });
});
