import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../support/client.js';
import { tiny, untilEvent, untilStep, uploadGarments } from '../support/cluster.js';
import { type AtelierProcess, childrenOf, startProcess, untilGone } from '../support/processes.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.js';

const READY = { api: /^Server listening/, worker: /^the worker takes jobs/, serve: /^Atelier is up/ };

let folder: string;
let redis: RedisServer;
let processes: AtelierProcess[];
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-end-'));
  redis = await startRedisServer({ appendonly: 'yes' });
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map((each) => each.end('SIGKILL')));
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

/** @param ready what its log says when it may be told to end */
async function start(command: 'api' | 'worker' | 'serve', ready: RegExp = READY[command]): Promise<AtelierProcess> {
  const started = startProcess([command], {
    REDIS_URL: `redis://127.0.0.1:${redis.port}`,
    DATA_DIR: folder,
    WORKER_CONCURRENCY: '2',
  });
  processes.push(started);
  const { msg } = await started.logs(({ msg }) => ready.test(msg));
  if (command === 'api') url = msg.slice(msg.indexOf('http'));
  return started;
}

/** Has a job train that does not end by itself. */
async function train(): Promise<string> {
  const client = new Client(url);
  const { id: dataset } = await uploadGarments(url, 8);
  const { id } = await client.createJob({ dataset, hyperparameters: { ...tiny, numEpochs: 100_000 } });
  await untilStep(client, id, 20);
  return id;
}

const aways = [
  { how: 'killed', take: () => redis.stop() },
  { how: 'hanging', take: async () => void redis.process.kill('SIGSTOP') },
];
const signals = ['SIGTERM', 'SIGINT'] as const;

describe.each(aways)('while Redis is $how', ({ take }) => {
  it.each(signals)('a worker with a job that trains ends at the first %s, and its children with it', async (signal) => {
    await start('api');
    const worker = await start('worker');
    await train();
    const children = await Promise.all(['trainer.js', 'sampler.js'].map((entry) => childrenOf(worker.pid, entry)));
    expect(children.map(({ length }) => length)).toEqual([1, 1]);
    await take();
    expect(await worker.end(signal)).toBe(0);
    await Promise.all(children.flat().map(untilGone));
    expect((await worker.logs(({ msg }) => msg.startsWith('Redis is away: the jobs go on'))).level).toBe(50);
  });

  it.each(['api', 'worker', 'serve'] as const)(
    'a process that is idle ends at the first signal: %s',
    async (command) => {
      const started = await start(command);
      await take();
      expect(await started.end('SIGTERM')).toBe(0);
    },
  );

  it('a process in the middle of its start ends at the first signal', async () => {
    const started = await start('serve', READY.api);
    await take();
    expect(await started.end('SIGTERM')).toBe(0);
  });
});

describe('a worker that is told to end while Redis fails over', () => {
  it('hands its job back with a checkpoint of the last step, once Redis is there again', async () => {
    await start('api');
    const worker = await start('worker');
    const id = await train();
    redis.process.kill('SIGSTOP');
    worker.signal('SIGTERM');
    await worker.logs(({ msg }) => msg.startsWith('stopping'));
    const [trainer] = await childrenOf(worker.pid, 'trainer.js');
    if (trainer !== undefined) await untilGone(trainer);
    redis.process.kill('SIGCONT');
    expect(await worker.exited).toBe(0);
    const client = new Client(url);
    const handedBack = await untilEvent(
      client,
      id,
      ({ type, data }) => type === 'state' && data.state === 'queued' && data.attempt === 1,
    );
    expect(handedBack.data).toMatchObject({ reason: 'worker shut down' });
    const { items } = JSON.parse(String(await client.bytes(`/jobs/${id}/checkpoints`))) as {
      items: { step: number }[];
    };
    expect(items.at(-1)?.step).toBe((await client.job(id)).progress.step);
  });
});
