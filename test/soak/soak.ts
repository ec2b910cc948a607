import { setTimeout as sleep } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { Job } from '../../src/contracts/job.js';
import { keys } from '../../src/redis/keys.js';
import { type ApiProcess, type Cluster, tiny, uploadGarments } from '../support/cluster.js';
import { type AtelierProcess, childrenOf } from '../support/processes.js';

const WORKERS = 2;
const JOBS = 6;
/** So many steps that six jobs keep two workers busy for a minute that is full of faults. */
const STEPS_A_MINUTE = 400;
const IMAGES = 16;
const STEPS_AN_EPOCH = IMAGES / tiny.batchSize;

/** Between two faults, in ms. */
const PAUSE = { min: 3_000, max: 8_000 } as const;
/** Longer than a worker's lock lasts, in ms. */
const STOPPED_MS = 8_000;
/** A job that crashes once more than this in a row fails, as it should. */
const CRASHES_SPARED = 1;

const faults = ['kill a trainer', 'kill a worker', 'stop a worker', 'restart a worker'] as const;
type Fault = (typeof faults)[number];

/**
 * Trains six equal jobs on two workers, and lets faults happen to the workers and their trainers for some minutes.
 * @param say hears of every fault
 * @returns the jobs as they were posted; they are still to end
 */
export async function soak(
  cluster: Cluster,
  api: ApiProcess,
  { minutes, seed, say }: { minutes: number; seed: number; say: (line: string) => void },
): Promise<{ jobs: Job[]; steps: number }> {
  const dataset: Dataset = await uploadGarments(api.url, IMAGES);
  const numEpochs = Math.ceil((STEPS_A_MINUTE * minutes) / STEPS_AN_EPOCH);
  const hyperparameters = { ...tiny, numEpochs, checkpointEvery: 20 };
  const jobs: Job[] = [];
  for (let i = 0; i < JOBS; i++) jobs.push(await api.client.createJob({ dataset: dataset.id, hyperparameters }));
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => cluster.worker()));

  const random = xoroshiro128plus(seed);
  const end = Date.now() + minutes * 60_000;
  while (Date.now() < end) {
    await sleep(uniformInt(random, PAUSE.min, PAUSE.max));
    const fault = faults[uniformInt(random, 0, faults.length - 1)] as Fault;
    const victim = uniformInt(random, 0, WORKERS - 1);
    if (await isSpared(cluster, jobs)) continue;
    say(`${fault} (${victim})`);
    workers[victim] = await happen(cluster, workers[victim] as AtelierProcess, fault);
  }
  return { jobs, steps: numEpochs * STEPS_AN_EPOCH };
}

/** @returns the worker that is there after the fault */
async function happen(cluster: Cluster, worker: AtelierProcess, fault: Fault): Promise<AtelierProcess> {
  switch (fault) {
    case 'kill a trainer':
      for (const pid of await childrenOf(worker.pid, 'trainer.js')) process.kill(pid, 'SIGKILL');
      return worker;
    case 'kill a worker':
      await worker.end('SIGKILL');
      return await cluster.worker();
    case 'stop a worker':
      worker.signal('SIGSTOP');
      await sleep(STOPPED_MS);
      worker.signal('SIGCONT');
      return worker;
    case 'restart a worker':
      await worker.end('SIGTERM');
      return await cluster.worker();
  }
}

/** Whether a job has crashed so often since its last checkpoint that another fault might rightly end it. */
async function isSpared(cluster: Cluster, jobs: readonly Job[]): Promise<boolean> {
  const crashes = await Promise.all(jobs.map(({ id }) => cluster.connection.hget(keys.job(id), 'crashes')));
  return crashes.some((count) => Number(count) > CRASHES_SPARED);
}
