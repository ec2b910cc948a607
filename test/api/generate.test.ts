import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LARGE_AT_ONCE } from '../../src/api/designs/large-pictures.js';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import type { Problem } from '../../src/contracts/problem.js';
import type { SamplerReply, ToSampler } from '../../src/contracts/sampler-messages.js';
import { MAX_DESIGNS_WAITED_FOR, PART_DESIGNS } from '../../src/jobs/designs/design-client.js';
import { encodeReply, type RequestEnvelope } from '../../src/jobs/designs/design-wire.js';
import { ROOM_DESIGNS } from '../../src/jobs/designs/local-samplers.js';
import { listenForApis, socketFolder } from '../../src/jobs/designs/sampler-socket.js';
import { keys } from '../../src/redis/keys.js';
import { type Api, runningJob, startApi } from '../support/api.js';
import { metricsWhen } from '../support/scraped-metrics.js';

type GenerateMessage = Extract<ToSampler, { type: 'generate' }>;

/** The API has no worker here: the test listens on the socket as a sampler does, and answers when it likes. */
class Desk {
  readonly asked: GenerateMessage[] = [];
  readonly cancelled: string[] = [];
  readonly #changes = new Set<() => void>();
  #answer: (reply: SamplerReply) => void = () => {};
  hangUp: () => void = () => {};

  open(answer: (reply: SamplerReply) => void) {
    this.#answer = answer;
    return {
      take: (message: ToSampler) => {
        if (message.type === 'generate') this.asked.push(message);
        else this.cancelled.push(message.id);
        for (const look of this.#changes) look();
      },
      close: () => {},
    };
  }

  async until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      await new Promise<void>((resolve) => {
        const look = () => {
          this.#changes.delete(look);
          resolve();
        };
        this.#changes.add(look);
      });
    }
  }

  make(asked: GenerateMessage): void {
    this.#answer(made(asked));
  }
}

function made({ id, request }: GenerateMessage): SamplerReply {
  const pixels = new Uint8Array(request.count * 32 * 32 * 3).map((_, i) => (i * 2_654_435_761) >>> 24);
  return { id, designs: { imageSize: 32, channels: 3, pixels } };
}

let api: Api;
let desk: Desk;
let server: Server;
let checkpoint: string;

async function openDesk(): Promise<void> {
  desk = new Desk();
  const connected = desk;
  server = await listenForApis(socketFolder(join(api.store.root, '..')), (answer) => connected.open(answer));
  server.on('connection', (socket) => {
    connected.hangUp = () => socket.destroy();
  });
  await once(server, 'connection');
}

beforeAll(async () => {
  api = await startApi();
  const id = await runningJob(api.jobs);
  const manifest: CheckpointManifest = {
    format: 1,
    id: `${id}.1`,
    job: id,
    dataset: 'ds_test',
    epoch: 1,
    step: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    architecture: 'dcgan',
    hyperparameters: hyperparametersSchema.parse({ imageSize: 32, nz: 4, ngf: 4, ndf: 4 }),
    classes: null,
    optimizerSteps: { generator: 1, discriminator: 1 },
    tuning: null,
    quality: null,
    weights: { key: 'none', bytes: 1, sha256: '' },
  };
  await api.jobs.commit(id, { from: ['running'], checkpoint: { manifest, keep: 1 } });
  checkpoint = manifest.id;
  await openDesk();
});

afterAll(async () => {
  await api?.remove();
  server?.close();
});

afterEach(() => {
  desk.asked.length = 0;
  desk.cancelled.length = 0;
});

/** Resolves with the answer as soon as its headers are there. */
function post(body: object): { answer: Promise<IncomingMessage>; leave: () => void } {
  const request = httpRequest(`${api.url}/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    agent: false,
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  answer.catch(() => {});
  request.end(JSON.stringify({ checkpoint, seed: 0, ...body }));
  return { answer, leave: () => request.destroy() };
}

describe('a large request', () => {
  it('is asked for in parts, two ahead of what is being sent', async () => {
    const { answer, leave } = post({ count: 10_000, format: 'zip' });
    await desk.until(() => desk.asked.length === 2);
    expect(desk.asked.map(({ request }) => [request.first, request.count])).toEqual([
      [0, 64],
      [64, 64],
    ]);
    desk.make(desk.asked[0] as GenerateMessage);
    const response = await answer;
    expect(response.statusCode).toBe(200);
    response.resume();
    await desk.until(() => desk.asked.length === 3);
    expect(desk.asked[2]?.request).toMatchObject({ first: 128, count: 64 });
    leave();
    await desk.until(() => desk.cancelled.length === 2);
  });

  it('of a client that goes away is dropped: the parts under way are taken back, and no more are asked for', async () => {
    const { answer, leave } = post({ count: 10_000, format: 'zip' });
    await desk.until(() => desk.asked.length === 2);
    desk.make(desk.asked[0] as GenerateMessage);
    (await answer).resume();
    await desk.until(() => desk.asked.length === 3);
    leave();
    await desk.until(() => desk.cancelled.length === 2);
    expect(desk.cancelled.toSorted()).toEqual(
      desk.asked
        .slice(1)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(desk.asked).toHaveLength(3);
  });
});

describe('a request whose answer is composed as a whole', () => {
  it('is dropped too when its client goes away', async () => {
    const { leave } = post({ count: 100, format: 'grid' });
    await desk.until(() => desk.asked.length === 2);
    leave();
    await desk.until(() => desk.cancelled.length === 2);
  });
});

describe('large pictures', () => {
  it('that are asked for together are made a few at a time, and small ones meanwhile', async () => {
    const large = Array.from({ length: LARGE_AT_ONCE + 2 }, () => post({ count: 64, scale: 8, format: 'grid' }));
    const asked = (count: number) => desk.asked.filter(({ request }) => request.count === count);
    await desk.until(() => asked(64).length === LARGE_AT_ONCE);
    await metricsWhen(api.url, (metrics) => (metrics.of('atelier_http_requests_in_flight') ?? 0) >= large.length);
    const small = post({ count: 2, format: 'grid' });
    await desk.until(() => asked(2).length === 1);
    expect(asked(64)).toHaveLength(LARGE_AT_ONCE);

    // Another is begun when one is encoded.
    const answers = [small, ...large].map(async ({ answer }) => (await answer).resume().statusCode);
    desk.make(asked(2)[0] as GenerateMessage);
    for (let i = 0; i < large.length; i++) {
      await desk.until(() => asked(64).length > i);
      desk.make(asked(64)[i] as GenerateMessage);
    }
    expect(await Promise.all(answers)).toEqual(answers.map(() => 200));
  });
});

describe('more designs than can be waited for', () => {
  it('go beyond this machine’s sampler to any, and then are refused with when to come back', async () => {
    const { redis } = api.jobs;
    await redis.zadd(keys.workers, Date.now() + 60_000, 'elsewhere');
    const takes = redis.duplicate();
    const open = Array.from({ length: MAX_DESIGNS_WAITED_FOR / 128 }, () => post({ count: 128, format: 'zip' }));
    const local = ROOM_DESIGNS / PART_DESIGNS;
    await desk.until(() => desk.asked.length === local);
    const elsewhere: RequestEnvelope[] = [];
    while (local + elsewhere.length < MAX_DESIGNS_WAITED_FOR / PART_DESIGNS) {
      elsewhere.push(JSON.parse((await takes.blpop(keys.generateRequests, 10))?.[1] as string) as RequestEnvelope);
    }
    takes.disconnect();

    const refused = await fetch(`${api.url}/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ checkpoint }),
    });
    expect(refused.status).toBe(503);
    expect(((await refused.json()) as Problem).code).toBe('overloaded');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

    for (const asked of desk.asked) desk.make(asked);
    for (const { replyTo, message } of elsewhere) await redis.publish(replyTo, encodeReply(made(message)));
    for (const { answer } of open) {
      const response = await answer;
      expect(response.statusCode).toBe(200);
      response.resume();
      await once(response, 'end');
    }
  });
});

describe('without a sampler on this machine', () => {
  it('what it was at work on goes to any machine through Redis, and is taken back from there too', async () => {
    const { leave } = post({ seed: 5 });
    await desk.until(() => desk.asked.length === 1);
    const connections = new Promise<void>((resolve) => server.close(() => resolve()));
    const { redis } = api.jobs;
    // A worker that lives, elsewhere.
    await redis.zadd(keys.workers, Date.now() + 60_000, 'elsewhere');
    const [asked] = desk.asked as [GenerateMessage];
    desk.hangUp();
    await connections;
    const taken = await redis.blmove(keys.generateRequests, keys.generateRequests, 'LEFT', 'RIGHT', 10);
    const { message } = JSON.parse(taken as string) as RequestEnvelope;
    expect(message).toEqual(asked);
    const notices = redis.duplicate();
    await notices.subscribe(keys.generateCancel);
    const notice = once(notices, 'message');
    leave();
    expect((await notice)[1]).toBe(message.id);
    expect(await redis.llen(keys.generateRequests)).toBe(0);
    notices.disconnect();
    await rm(socketFolder(join(api.store.root, '..')), { recursive: true });
    await openDesk();
  });
});
