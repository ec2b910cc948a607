import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { CreatedWebhook, Delivery } from '../../src/contracts/webhook.js';
import { Cluster, tiny, untilEnded, untilTraining, uploadGarments } from '../support/cluster.js';
import { type Received, type Receiver, startReceiver, verify } from '../support/webhook-receiver.js';

const environment = { WEBHOOK_PRIVATE_ADDRESSES: '127.0.0.1/32' };

let cluster: Cluster;
let shop: Receiver;
beforeAll(async () => {
  cluster = await Cluster.start();
  // The first message is never answered.
  shop = await startReceiver((_, number) => (number === 1 ? 'hang' : { status: 204 }));
});
afterAll(async () => {
  await cluster?.remove();
  await shop?.close();
});

it('processes that are killed, an API amid a request and a worker amid a job, lose no message of a webhook', async () => {
  const first = await cluster.api(environment);
  const dataset: Dataset = await uploadGarments(first.url, 8);
  const { id, secret } = await first.client.json<CreatedWebhook>('/webhooks', { url: shop.url });
  const hyperparameters = { ...tiny, numEpochs: 60 };
  const { id: job } = await first.client.createJob({ dataset: dataset.id, hyperparameters, name: 'autumn' });
  await shop.until(1);
  await first.end('SIGKILL');

  const one = await cluster.api(environment);
  const worker = await cluster.worker();
  await untilTraining(one.client, job, 1);
  await worker.end('SIGKILL');
  await cluster.worker();
  await untilEnded(one.client, job);

  const log: { seq: number; type: string; at: string; data: Record<string, unknown> }[] = [];
  for await (const event of one.client.items<(typeof log)[number]>(`/jobs/${job}/events`)) log.push(event);
  const states = log.filter(({ type }) => type === 'state');
  expect(states.map(({ data }) => data.state)).toEqual(['queued', 'running', 'running', 'succeeded']);

  // The unanswered message first, under its id, and then all others, in their order.
  const received = await shop.until(1 + states.length);
  const [unanswered, ...rest] = received as [Received, ...Received[]];
  expect(rest[0]?.id).toBe(unanswered.id);
  for (const each of received) verify(secret, each);
  const told = rest.map(({ payload: { type, timestamp, data } }) => {
    const { job: about, workspace, name, metadata, seq, ...event } = data;
    expect({ type, about, workspace, name, metadata }).toEqual({
      type: `job.${event.state}`,
      about: job,
      workspace: 'default',
      name: 'autumn',
      metadata: {},
    });
    return { seq, type: 'state', at: timestamp, data: event };
  });
  expect(told).toEqual(states);
  expect(new Set(rest.map((each) => each.id)).size).toBe(states.length);

  const last = `/webhooks/${id}/deliveries/${rest.at(-1)?.id}`;
  while ((await one.client.json<Delivery>(last)).state === 'pending');
  expect(shop.received).toHaveLength(1 + states.length);
});
