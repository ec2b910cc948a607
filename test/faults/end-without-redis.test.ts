import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { Client } from '../support/client.js';
import { tiny, untilEvent, untilStep, uploadGarments } from '../support/cluster.js';
import { type AtelierProcess, childrenOf, startProcess, untilGone } from '../support/processes.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.js';

const READY = { api: /^Server listening/, worker: /^the worker takes jobs/, serve: /^Atelier is up/ };

/** A Redis, a folder for data, and the processes that a test starts on both. */
class Scene {
  readonly #processes: AtelierProcess[] = [];
  url = '';

  constructor(
    readonly redis: RedisServer,
    private readonly folder: string,
  ) {}

  /** @param ready what its log says when it may be told to end */
  async start(command: 'api' | 'worker' | 'serve', ready: RegExp = READY[command]): Promise<AtelierProcess> {
    const started = startProcess([command], {
      REDIS_URL: `redis://127.0.0.1:${this.redis.port}`,
      DATA_DIR: this.folder,
      WORKER_CONCURRENCY: '2',
    });
    this.#processes.push(started);
    const { msg } = await started.logs(({ msg }) => ready.test(msg));
    if (command === 'api') this.url = msg.slice(msg.indexOf('http'));
    return started;
  }

  /** Has a job train that does not end by itself. */
  async train(): Promise<string> {
    const client = new Client(this.url);
    const { id: dataset } = await uploadGarments(this.url, 8);
    const { id } = await client.createJob({ dataset, hyperparameters: { ...tiny, numEpochs: 100_000 } });
    await untilStep(client, id, 20);
    return id;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#processes.map((each) => each.end('SIGKILL')));
    await this.redis.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Until the end of a test: they run beside each other, since most of their time is waiting for Redis. */
async function newScene({ onTestFinished }: TestContext): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-end-'));
  const scene = new Scene(await startRedisServer({ appendonly: 'yes' }), folder);
  onTestFinished(() => scene.remove());
  return scene;
}

const aways = [
  { how: 'killed', signal: 'SIGTERM', take: ({ redis }: Scene) => redis.stop() },
  { how: 'hanging', signal: 'SIGINT', take: async ({ redis }: Scene) => void redis.process.kill('SIGSTOP') },
] as const;

describe.concurrent.each(aways)('while Redis is $how', ({ signal, take }) => {
  it(`a worker with a job that trains ends at the first ${signal}, and its children with it`, async (context) => {
    const scene = await newScene(context);
    await scene.start('api');
    const worker = await scene.start('worker');
    await scene.train();
    const children = await Promise.all(['trainer.js', 'sampler.js'].map((entry) => childrenOf(worker.pid, entry)));
    expect(children.map(({ length }) => length)).toEqual([1, 1]);
    await take(scene);
    expect(await worker.end(signal)).toBe(0);
    await Promise.all(children.flat().map(untilGone));
    expect((await worker.logs(({ msg }) => msg.startsWith('Redis is away: the jobs go on'))).level).toBe(50);
  });

  it.for(['api', 'worker', 'serve'] as const)(
    'a process that is idle ends at the first signal: %s',
    async (command, context) => {
      const scene = await newScene(context);
      const started = await scene.start(command);
      await take(scene);
      expect(await started.end(signal)).toBe(0);
    },
  );

  it('a process in the middle of its start ends at the first signal', async (context) => {
    const scene = await newScene(context);
    const started = await scene.start('serve', READY.api);
    await take(scene);
    expect(await started.end(signal)).toBe(0);
  });
});

describe.concurrent('a worker that is told to end while Redis fails over', () => {
  it('hands its job back with a checkpoint of the last step, once Redis is there again', async (context) => {
    const scene = await newScene(context);
    await scene.start('api');
    const worker = await scene.start('worker');
    const id = await scene.train();
    scene.redis.process.kill('SIGSTOP');
    worker.signal('SIGTERM');
    await worker.logs(({ msg }) => msg.startsWith('stopping'));
    const [trainer] = await childrenOf(worker.pid, 'trainer.js');
    if (trainer !== undefined) await untilGone(trainer);
    scene.redis.process.kill('SIGCONT');
    expect(await worker.exited).toBe(0);
    const client = new Client(scene.url);
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
