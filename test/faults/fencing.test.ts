import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../src/contracts/event.js';
import { keys } from '../../src/redis/keys.js';
import {
  type ApiProcess,
  Cluster,
  resultOf,
  tiny,
  untilEnded,
  untilStep,
  untilTraining,
  uploadGarments,
} from '../support/cluster.js';

const STEPS = 200;

let cluster: Cluster;
let api: ApiProcess;

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
});
afterAll(() => cluster?.remove());

describe('a worker that is stopped past its lock, and continued while another runs its job', () => {
  it('writes nothing more, and the job ends as if nothing had happened', async () => {
    const { client } = api;
    const dataset = await uploadGarments(api.url, 16);
    const hyperparameters = { ...tiny, numEpochs: 50, checkpointEvery: 40 };
    const first = await cluster.worker({ WORKER_NAME: 'first' });
    const job = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilStep(client, job.id, 60);
    // At once: the job might end while another worker starts.
    first.signal('SIGSTOP');
    await cluster.worker({ WORKER_NAME: 'second' });
    await untilTraining(client, job.id, 2);
    first.signal('SIGCONT');
    await first.logs(({ msg }) => msg === 'the job went on without this attempt');
    await untilEnded(client, job.id);

    const entries = await cluster.connection.xrange(keys.events(job.id), '-', '+');
    const events = entries.map(([, fields]) => JSON.parse(fields[1] as string) as JobEvent);
    const second = events.findIndex(({ type, data }) => type === 'state' && data.attempt === 2);
    const steps = events.slice(second).flatMap((event) => (event.type === 'step' ? [event.data.step] : []));
    const ended = await client.job(job.id);
    // From its checkpoint, each once: what the first attempt had to say by then is not among them.
    const from = ended.attempts[1]?.fromStep as number;
    expect(steps).toEqual(Array.from({ length: STEPS - from }, (_, i) => from + 1 + i));
    expect(ended.attempts.map(({ worker, outcome }) => [worker.split('-')[0], outcome])).toEqual([
      ['first', 'worker lost'],
      ['second', 'succeeded'],
    ]);

    const straight = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilEnded(client, straight.id);
    expect(await resultOf(client, cluster.dataFolder, job.id)).toEqual(
      await resultOf(client, cluster.dataFolder, straight.id),
    );
  });
});
