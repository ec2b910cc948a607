import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopes } from '../../src/contracts/access.js';
import type { CreatedWebhook, Delivery } from '../../src/contracts/webhook.js';
import { Client } from '../support/client.js';
import { type ApiProcess, Cluster, tiny, untilEnded, uploadGarments } from '../support/cluster.js';
import { bearer, createKey } from '../support/keys.js';
import { findSchemathesis, fuzz } from '../support/schemathesis.js';

/** `npm run fuzz` sets these. */
const seed = process.env.FUZZ_SEED ?? '1';
const examples = Number(process.env.FUZZ_EXAMPLES ?? 10);
const LONGEST_MS = (3 * 60 + examples * 10) * 1_000;

const WRONG_KEY = `atl_aaaaaaaa_${'A'.repeat(43)}`;

const python = await findSchemathesis();

/** Fills a service, so that good answers happen. @returns what there is then, for schemathesis */
async function stock(url: string, key?: string): Promise<Record<string, string[]>> {
  const client = new Client(url, key);
  const headers = key === undefined ? {} : bearer(key);
  const { id: dataset } = await uploadGarments(url, 8, headers);
  const train = async (conditional: boolean) => {
    const { id } = await client.createJob({ dataset, hyperparameters: { ...tiny, numEpochs: 2, conditional } });
    expect((await untilEnded(client, id)).state).toBe('succeeded');
    return id;
  };
  const jobs = [await train(false), await train(true)];
  await client.putModel('spring', { job: jobs[0] as string });
  const checkpoint = `${jobs[0]}.4`;
  const made = await fetch(`${url}/generate`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ checkpoint, seed: 7, save: true }),
  });
  expect(made.status).toBe(200);
  // Nothing is there, so that its messages fail.
  const { id: webhook } = await client.json<CreatedWebhook>('/webhooks', { url: 'https://shop.invalid/' });
  const { id: message } = await client.json<Delivery>(`/webhooks/${webhook}/test`, {});
  return {
    datasets: [dataset],
    jobs,
    steps: ['2', '4'],
    checkpoints: [checkpoint],
    models: ['spring'],
    webhooks: [webhook],
    messages: [message],
    designs: [made.headers.get('x-atelier-design') as string],
    recipes: [made.headers.get('x-atelier-recipe') as string],
  };
}

describe.skipIf(!python)('the service, as schemathesis finds it by openapi.yaml', () => {
  const args = ['--seed', seed, '--max-examples', String(examples)];
  let cluster: Cluster;
  let api: ApiProcess;
  let key: { readonly id: string; readonly key: string };
  let dictionaries: Record<string, string[]>;

  beforeAll(async () => {
    cluster = await Cluster.start();
    api = await cluster.api({ REQUESTS_PER_MINUTE: '0' });
    await cluster.worker();
  });
  afterAll(() => cluster?.remove());

  const run = async (options: Omit<Parameters<typeof fuzz>[2], 'dictionaries'>) => {
    const { passed, output } = await fuzz(python as string, api.url, { dictionaries, ...options });
    if (!passed) throw new Error(`schemathesis found this (seed ${seed}):\n${output}`);
    expect(output).toMatch(/Stateful/);
  };

  it('keeps to its description while it is open', { timeout: LONGEST_MS }, async () => {
    dictionaries = await stock(api.url);
    await run({
      args: [
        ...args,
        // There are no keys that could be left out, and the first one would lock the rest of the run out.
        ...['--exclude-checks', 'ignored_auth', '--exclude-name', 'POST /keys'],
      ],
      isOpen: true,
    });
  });

  it('keeps to its description for a key of all scopes', { timeout: LONGEST_MS }, async () => {
    key = await createKey(api.url, scopes);
    dictionaries = await stock(api.url, key.key);
    await run({
      args: [...args, '--header', `Authorization: Bearer ${key.key}`],
      environment: { FUZZ_OWN_KEY: key.id },
    });
  });

  it('keeps to its description for a wrong key', { timeout: LONGEST_MS }, async () => {
    // Keys are looked at before anything that could be drawn.
    await run({ args: [...args, '--max-examples', '1', '--header', `Authorization: Bearer ${WRONG_KEY}`] });
  });
});
