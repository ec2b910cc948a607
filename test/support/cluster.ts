import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { JobEvent, StepData } from '../../src/contracts/event.js';
import type { Job } from '../../src/contracts/job.js';
import { Client } from './client.js';
import { garmentZip, uploadOf } from './garment-photos.js';
import { type AtelierProcess, startProcess } from './processes.js';
import { startRedis, type TestRedis } from './redis.js';

/** Networks so small that a step takes milliseconds. */
export const tiny = { imageSize: 32, batchSize: 4, ngf: 4, ndf: 4, nz: 8 } as const;

/** An API process, with a client for it. */
export interface ApiProcess extends AtelierProcess {
  readonly url: string;
  readonly client: Client;
}

/** A real Atelier in parts: a Redis, and API and worker processes that tests start, stop and kill. */
export class Cluster {
  readonly #processes: AtelierProcess[] = [];

  private constructor(
    readonly redis: TestRedis,
    /** DATA_DIR of all processes. */
    readonly dataFolder: string,
    /** A connection for looking at what there is. */
    readonly connection: Redis,
  ) {}

  /** @param dataFolder a folder that exists; a new one by default */
  static async start(dataFolder?: string): Promise<Cluster> {
    const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'atelier-test-')));
    const redis = await startRedis();
    return new Cluster(redis, folder, new Redis(redis.socket));
  }

  async api(environment: Readonly<Record<string, string>> = {}): Promise<ApiProcess> {
    const process = this.#start('api', environment);
    const { msg } = await process.logs(({ msg }) => msg.startsWith('Server listening at'));
    const url = msg.slice(msg.indexOf('http'));
    return { ...process, url, client: new Client(url) };
  }

  async worker(environment: Readonly<Record<string, string>> = {}): Promise<AtelierProcess> {
    const process = this.#start('worker', environment);
    await process.logs(({ msg }) => msg === 'the worker takes jobs');
    return process;
  }

  /** Kills what was started here, and removes all data. */
  async remove(): Promise<void> {
    for (const process of this.#processes) process.signal('SIGCONT');
    await Promise.all(this.#processes.map((process) => process.end('SIGKILL')));
    this.connection.disconnect();
    await this.redis.remove();
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  #start(command: string, environment: Readonly<Record<string, string>>): AtelierProcess {
    const process = startProcess([command], { DATA_DIR: this.dataFolder, REDIS_URL: this.redis.url, ...environment });
    this.#processes.push(process);
    return process;
  }
}

/** Uploads garments, the same for the same count. @param headers with a key, where one is needed */
export async function uploadGarments(
  url: string,
  count: number,
  headers: Record<string, string> = {},
): Promise<Dataset> {
  const body = uploadOf('garments', await garmentZip(count));
  return (await (await fetch(`${url}/datasets`, { method: 'POST', body, headers })).json()) as Dataset;
}

/** Resolves with the first event of a job that is looked for; the past ones count. */
export async function untilEvent(
  client: Client,
  jobId: string,
  wanted: (event: JobEvent) => boolean,
): Promise<JobEvent> {
  return await new Promise((resolve, reject) => {
    const found = (event: JobEvent) => wanted(event) && resolve(event);
    client.watch(jobId, found).then(() => reject(new Error(`${jobId} ended without the event`)), reject);
  });
}

/** Resolves when a job has done a step. */
export async function untilStep(client: Client, jobId: string, step: number): Promise<void> {
  await untilEvent(client, jobId, (event) => event.type === 'step' && event.data.step >= step);
}

/** Resolves when an attempt of a job has done its first step. */
export async function untilTraining(client: Client, jobId: string, attempt: number): Promise<void> {
  let begun = false;
  await untilEvent(client, jobId, ({ type, data }) => {
    begun ||= type === 'state' && data.state === 'running' && data.attempt === attempt;
    return begun && type === 'step';
  });
}

/** What a job made that must not depend on how it was interrupted: its last tensors, and its losses by step. */
export async function resultOf(
  client: Client,
  dataFolder: string,
  jobId: string,
): Promise<{ tensors: Buffer; history: Omit<StepData, 'imagesPerSecond' | 'etaSeconds'>[] }> {
  const { items } = JSON.parse(String(await client.bytes(`/jobs/${jobId}/checkpoints`))) as {
    items: CheckpointManifest[];
  };
  const weights = await readFile(join(dataFolder, 'store', (items.at(-1) as CheckpointManifest).weights.key));
  // The header names the job; the tensors after it are what must be equal.
  const tensors = weights.subarray(8 + Number(weights.readBigUInt64LE(0)));
  const csv = String(await client.bytes(`/jobs/${jobId}/metrics?format=csv`));
  const [head, ...rows] = csv.trim().split('\n');
  const names = (head as string).split(',');
  const history = rows.map((row) => {
    const values = row.split(',');
    const {
      imagesPerSecond: _,
      etaSeconds: __,
      ...step
    } = Object.fromEntries(names.map((name, i) => [name, Number(values[i])])) as unknown as StepData;
    return step;
  });
  return { tensors, history };
}

/** Resolves with the job when it has ended, through whatever happens to its stream meanwhile. */
export async function untilEnded(client: Client, jobId: string): Promise<Job> {
  return await client.watch(jobId, () => {});
}
