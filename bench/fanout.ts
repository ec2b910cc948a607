/**
 * `npm run bench -- fanout`: 10,000 WebSocket clients watch one job on one API process, five events a second, 1 % of them
 * reading only now and then. Everybody must get everything, 99 % of it within half a second of its commit, on two cores
 * with the clients on the same machine. Beside it: ws alone sending the same text, and the largest number that holds.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type StepData, stepDataSchema } from '../src/contracts/event.js';
import { hyperparametersSchema } from '../src/contracts/hyperparameters.js';
import { JobStore } from '../src/jobs/records/job-store.js';
import { connectRedis, whenReady } from '../src/redis/connection.js';
import { startEmbeddedRedis } from '../src/redis/embedded-redis.js';
import type { Delivery, FromClients, ToClients } from './fanout/messages.js';
import { Child } from './support/child.js';
import type { FromServer, ToServer } from './support/messages.js';
import { lowerIsBetter, type Verdict } from './support/verdict.js';

const CLIENTS = 10_000;
const SECONDS = 60;
const EVENTS_A_SECOND = 5;
const SLOW_SHARE = 0.01;
/** In ms. */
const MAX_P99 = 500;
/** Beyond the number, tried for so many seconds each until one doesn't hold. */
const LARGER = [12_500, 15_000, 17_500, 19_500];
const SECONDS_LARGER = 10;
/** What is under way arrives within this, or it counts as lost; longer than slow clients sleep. In ms. */
const PATIENCE_MS = 20_000;

interface Result extends Delivery {
  readonly clients: number;
  readonly events: number;
  readonly connectSeconds: number;
  /** Of one core, while events are sent. */
  readonly cpu: number;
  readonly rssMiB: number;
}

export async function run(): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-fanout-'));
  const redis = await startEmbeddedRedis(
    process.env.ATELIER_REDIS_SERVER ?? 'redis-server',
    join(folder, 'redis'),
    pino({ level: 'silent' }),
  );
  const connection = connectRedis(redis.url, 'background');
  await whenReady(connection);
  const bench = { redisUrl: redis.url, folder, jobs: new JobStore(connection) };
  try {
    const ours = report('atelier', await measureAtelier(bench, CLIENTS, SECONDS));
    const peer = report('ws alone', await measureWs(CLIENTS, SECONDS));
    let largest = holds(ours) ? CLIENTS : 0;
    for (const clients of largest === 0 ? [] : LARGER) {
      if (!holds(report('atelier', await measureAtelier(bench, clients, SECONDS_LARGER)))) break;
      largest = clients;
    }
    console.log(JSON.stringify({ what: 'most clients that hold', clients: largest }));
    return {
      ...lowerIsBetter(ours.p99, peer.p99, `ms from commit to client, p99 of ${CLIENTS} clients`, null),
      holds: holds(ours),
    };
  } finally {
    connection.disconnect();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Bench {
  readonly redisUrl: string;
  readonly folder: string;
  readonly jobs: JobStore;
}

async function measureAtelier({ redisUrl, folder, jobs }: Bench, clients: number, seconds: number): Promise<Result> {
  const server = new Child<ToServer, FromServer>('support/atelier-server.js', [redisUrl, folder]);
  const hyperparameters = hyperparametersSchema.parse({});
  const definition = { name: null, dataset: 'bench', hyperparameters, metadata: {}, totalSteps: 1e6, from: null };
  const { id } = await jobs.create({ ...definition, priority: 0 });
  await jobs.commit(id, { from: ['queued'], patch: { state: 'running' } });
  const { lastSeq } = await jobs.getWithSeq(id);
  return await measure(server, `/jobs/${id}/stream?after=${lastSeq}`, lastSeq, clients, seconds, async (data) => {
    await jobs.commit(id, { from: ['running'], event: { type: 'step', data } });
  });
}

async function measureWs(clients: number, seconds: number): Promise<Result> {
  const server = new Child<ToServer, FromServer>('fanout/ws-server.js');
  let seq = 0;
  return await measure(server, '/', 0, clients, seconds, async (data) => {
    seq += 1;
    server.send({ type: 'send', json: JSON.stringify({ seq, type: 'step', at: new Date(), data }) });
  });
}

async function measure(
  server: Child<ToServer, FromServer>,
  path: string,
  lastSeq: number,
  clients: number,
  seconds: number,
  emit: (step: StepData) => Promise<void>,
): Promise<Result> {
  const audience = new Child<ToClients, FromClients>('fanout/clients.js');
  try {
    const { port } = await server.next('listening');
    const slow = Math.round(clients * SLOW_SHARE);
    const connected = await audience.ask({ type: 'connect', port, path, clients, slow }, 'connected');
    const before = await server.ask({ type: 'usage' }, 'usage');
    const events = seconds * EVENTS_A_SECOND;
    const start = performance.now();
    for (let i = 0; i < events; i++) {
      await sleep(Math.max(0, start + (i * 1000) / EVENTS_A_SECOND - performance.now()));
      await emit(stepOf(i + 1));
    }
    const after = await server.ask({ type: 'usage' }, 'usage');
    const wall = (performance.now() - start) / 1000;
    const [from, to] = [lastSeq + 1, lastSeq + events];
    const delivery = await audience.ask({ type: 'collect', from, to, patienceMs: PATIENCE_MS }, 'collected');
    return {
      ...delivery,
      clients,
      events,
      connectSeconds: Number(connected.seconds.toFixed(1)),
      cpu: Number(((after.cpuSeconds - before.cpuSeconds) / wall).toFixed(2)),
      rssMiB: Math.round(after.rssBytes / 1024 ** 2),
    };
  } finally {
    await Promise.all([server.end(), audience.end()]);
  }
}

function holds({ whole, clients, p99 }: Result): boolean {
  return whole === clients && p99 < MAX_P99;
}

function report(what: string, result: Result): Result {
  console.log(JSON.stringify({ what, ...result }));
  return result;
}

/** As long as a real one. */
function stepOf(step: number): StepData {
  const random = () => Math.random();
  return Object.fromEntries(
    Object.keys(stepDataSchema.shape).map((name) => [name, name === 'step' ? step : name === 'epoch' ? 0 : random()]),
  ) as StepData;
}
