/**
 * `npm run bench -- api`: requests a second of `GET /jobs/{id}` and `POST /jobs` on one API process, against Fastify alone
 * that answers with the same bytes, and how long requests take while a job trains on the same machine.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { pino } from 'pino';
import { Atelier } from '../clients/typescript/src/index.js';
import { renderGarment } from '../scripts/sample-garments/index.js';
import { zipOf } from '../src/images/zip.js';
import { startEmbeddedRedis } from '../src/redis/embedded-redis.js';
import { Child } from './support/child.js';
import type { FromServer, ToServer } from './support/messages.js';
import { higherIsBetter, median, type Verdict } from './support/verdict.js';

const ROUNDS = 5;
const SECONDS = 4;
const CONNECTIONS = 64;
/** Jobs that are looked at in turns, beside many looks at one. */
const JOBS = 100;
const MIN_RATIO = 0.7;
/** While a job trains: requests a second, for so many seconds. */
const RATE = { GET: 200, POST: 20 };
const SECONDS_TRAINING = 15;

type Server = Child<ToServer, FromServer>;
type Request = autocannon.Request & { readonly method: 'GET' | 'POST' };

export async function run(): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-api-'));
  const redis = await startEmbeddedRedis(
    process.env.ATELIER_REDIS_SERVER ?? 'redis-server',
    join(folder, 'redis'),
    pino({ level: 'silent' }),
  );
  const atelier: Server = new Child('support/atelier-server.js', [redis.url, folder]);
  const started: Server[] = [atelier];
  try {
    const { port } = await atelier.next('listening');
    const client = new Atelier({ url: `http://127.0.0.1:${port}` });
    const body = { dataset: await importGarments(client), hyperparameters: { numEpochs: 1_000, batchSize: 32 } };
    const post: Request = {
      method: 'POST',
      path: '/jobs',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };

    const training = await client.jobs.create(body);
    await whileItTrains(redis.url, folder, client, training.id, async () => {
      await measureLatency('GET', port, { method: 'GET', path: `/jobs/${training.id}` });
      await measureLatency('POST', port, post);
    });

    const ids = await Promise.all(Array.from({ length: JOBS }, async () => (await client.jobs.create(body)).id));
    const [first] = ids as [string];
    const bare: Server = new Child('api/bare-server.js', [JSON.stringify(await client.jobs.get(first))]);
    started.push(bare);
    const { port: barePort } = await bare.next('listening');

    const one: Request[] = [{ method: 'GET', path: `/jobs/${first}` }];
    const many: Request[] = ids.map((id) => ({ method: 'GET', path: `/jobs/${id}` }));
    const get = { one: [] as number[], many: [] as number[], bare: [] as number[] };
    const posts = { ours: [] as number[], bare: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      get.bare.push(await requestsPerSecond(barePort, one));
      get.one.push(await requestsPerSecond(port, one));
      get.many.push(await requestsPerSecond(port, many));
    }
    for (let round = 0; round < ROUNDS; round++) {
      posts.bare.push(await requestsPerSecond(barePort, [post]));
      posts.ours.push(await requestsPerSecond(port, [post]));
    }
    report('POST /jobs', posts.ours, posts.bare);
    report(`GET /jobs/{id}, ${JOBS} jobs in turns`, get.many, get.bare);
    const { ours, peer } = report('GET /jobs/{id}, one job', get.one, get.bare);
    return higherIsBetter(ours, peer, 'requests/s', MIN_RATIO);
  } finally {
    await Promise.all(started.map((server) => server.end()));
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function importGarments(client: Atelier): Promise<string> {
  const files = await Promise.all(
    Array.from({ length: 64 }, async (_, i) => ({
      name: `dress/${i}.jpg`,
      bytes: await renderGarment('dress', i, 96),
    })),
  );
  const zip = { name: 'bench.zip', data: new Uint8Array(await zipOf(files)) };
  return (await client.datasets.upload([zip])).id;
}

/** Trains a job with a worker of its own while something is measured. */
async function whileItTrains(
  redisUrl: string,
  folder: string,
  client: Atelier,
  jobId: string,
  measure: () => Promise<void>,
): Promise<void> {
  const worker = spawn(process.execPath, ['dist/src/cli.js', 'worker'], {
    env: { ...process.env, REDIS_URL: redisUrl, DATA_DIR: folder, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const gone = new Promise((resolve) => worker.once('exit', resolve));
  try {
    for await (const { type } of client.jobs.stream(jobId)) if (type === 'step') break;
    await measure();
    await client.jobs.cancel(jobId);
  } finally {
    worker.kill('SIGTERM');
    await gone;
  }
}

async function measureLatency(name: keyof typeof RATE, port: number, request: Request): Promise<void> {
  const { latency, non2xx, errors } = await fire(port, [request], {
    overallRate: RATE[name],
    duration: SECONDS_TRAINING,
  });
  const { p50, p99, max } = latency;
  console.log(
    JSON.stringify({
      what: `${name} while a job trains`,
      rate: RATE[name],
      unit: 'ms',
      p50,
      p99,
      max,
      failed: non2xx + errors,
    }),
  );
}

async function requestsPerSecond(port: number, requests: Request[]): Promise<number> {
  const { requests: done, non2xx, errors } = await fire(port, requests, { duration: SECONDS });
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests failed`);
  return done.average;
}

async function fire(
  port: number,
  requests: Request[],
  options: Partial<autocannon.Options>,
): Promise<autocannon.Result> {
  return await autocannon({ url: `http://127.0.0.1:${port}`, connections: CONNECTIONS, requests, ...options });
}

/** Medians; of the ratio too, because what else the machine does changes from round to round. */
function report(what: string, ours: number[], peer: number[]): { ours: number; peer: number; ratio: number } {
  const ratio = median(ours.map((value, round) => value / (peer[round] as number)));
  const result = { ours: Math.round(median(ours)), peer: Math.round(median(peer)), ratio: Number(ratio.toFixed(2)) };
  console.log(JSON.stringify({ what, ...result, unit: 'requests/s', rounds: ours.map(Math.round) }));
  return result;
}
