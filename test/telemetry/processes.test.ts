import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiProcess, Cluster, tiny, untilEnded, untilTraining, uploadGarments } from '../support/cluster.js';
import { type AtelierProcess, childrenOf } from '../support/processes.js';
import { metricsAt, metricsWhen, type ScrapedMetrics } from '../support/scraped-metrics.js';

const STEPS = 6;
const DESIGNS = 70;

let cluster: Cluster;
let api: ApiProcess;
let worker: AtelierProcess;
let workerUrl: string;
/** What both said after one job of six steps with two checkpoints, and 70 designs. */
let ofApi: ScrapedMetrics;
let ofWorker: ScrapedMetrics;

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  worker = await cluster.worker({ METRICS_PORT: '0' });
  workerUrl = (await worker.logs(({ msg }) => msg === 'metrics for Prometheus')).url as string;
  const dataset = await uploadGarments(api.url, 12);
  const hyperparameters = { ...tiny, numEpochs: 2, checkpointEvery: 3 };
  const { id } = await api.client.createJob({ dataset: dataset.id, hyperparameters });
  expect((await untilEnded(api.client, id)).state).toBe('succeeded');
  await api.client.bytes('/generate', { job: id, count: DESIGNS, seed: 1, format: 'grid' });
  const refused = await fetch(`${api.url}/jobs/job_00000000000000000000000000`);
  expect(refused.status).toBe(404);
  // The supervisor hears of a pass after the designs have gone out, and of the job's end after its event.
  ofWorker = await metricsWhen(workerUrl, (metrics) => {
    const made = metrics.of('atelier_sampler_batch_designs_sum') as number;
    return made >= DESIGNS && metrics.of('atelier_training_attempts_total{outcome="finished"}') === 1;
  });
  ofApi = await metricsAt(api.url);
});

afterAll(() => cluster?.remove());

describe('a worker tells', () => {
  it('how many steps it trained, on how many images, and how long they took', () => {
    expect(ofWorker.of('atelier_training_steps_total')).toBe(STEPS);
    expect(ofWorker.of('atelier_training_images_total')).toBe(STEPS * tiny.batchSize);
    expect(ofWorker.of('atelier_training_step_duration_seconds_count')).toBe(STEPS);
    expect(ofWorker.of('atelier_training_step_duration_seconds_sum')).toBeGreaterThan(0);
  });

  it('its checkpoints', () => {
    expect(ofWorker.of('atelier_checkpoint_duration_seconds_count')).toBe(2);
    expect(ofWorker.of('atelier_checkpoint_bytes_total')).toBeGreaterThan(1000);
  });

  it('what its sampler made, in which batches and how fast', () => {
    expect(ofWorker.of('atelier_sampler_batch_designs_sum')).toBe(DESIGNS);
    // A request has parts of 64 designs.
    expect(ofWorker.of('atelier_sampler_request_duration_seconds_count')).toBe(2);
    expect(ofWorker.of('atelier_sampler_batch_designs_count')).toBeGreaterThanOrEqual(2);
    expect(ofWorker.of('atelier_sampler_batch_duration_seconds_count')).toBe(
      ofWorker.of('atelier_sampler_batch_designs_count'),
    );
    expect(ofWorker.of('atelier_sampler_up')).toBe(1);
    expect(ofWorker.of('atelier_sampler_restarts_total')).toBe(0);
  });

  it('the memory of its device, and which process holds it', () => {
    const used = ofWorker.of('atelier_device_memory_used_bytes{device="cpu"}') as number;
    expect(used).toBe(ofWorker.of('atelier_process_memory_bytes{process="sampler"}'));
    // TensorFlow alone takes more.
    expect(used).toBeGreaterThan(50e6);
    expect(ofWorker.of('atelier_device_memory_total_bytes{device="cpu"}')).toBeGreaterThan(used);
  });

  it('nothing of a job that has ended, and of no job by its id', () => {
    expect(ofWorker.of('atelier_training_attempts')).toBe(0);
    expect(ofWorker.series('atelier_training_loss')).toEqual([]);
    expect(ofWorker.text + ofApi.text).not.toMatch(/job_[0-9A-Z]{26}/);
  });

  it('the states that it brought jobs to', () => {
    expect(ofWorker.of('atelier_job_transitions_total{state="running"}')).toBe(1);
    expect(ofWorker.of('atelier_job_transitions_total{state="succeeded"}')).toBe(1);
  });
});

describe('an API process tells', () => {
  it('its answers by route and status', () => {
    const count = (labels: string) => ofApi.of(`atelier_http_request_duration_seconds_count{${labels}}`);
    expect(count('method="POST",route="/jobs",status="201"')).toBe(1);
    expect(count('method="POST",route="/generate",status="200"')).toBe(1);
    expect(count('method="GET",route="/jobs/:id",status="404"')).toBe(1);
    expect(ofApi.of('atelier_http_requests_in_flight')).toBe(0);
    expect(ofApi.of('atelier_designs_waiting')).toBe(0);
  });

  it('how the queue stands, and that Redis is there', () => {
    for (const queue of ['waiting', 'owed', 'active', 'storage_paused', 'designs', 'webhooks']) {
      expect(ofApi.of(`atelier_queue_depth{queue="${queue}"}`), queue).toBe(0);
    }
    expect(ofApi.of('atelier_jobs{state="ended"}')).toBe(1);
    expect(ofApi.of('atelier_jobs{state="queued"}')).toBe(0);
    expect(ofApi.of('atelier_workers')).toBe(1);
    expect(ofApi.of('atelier_redis_up')).toBe(1);
    // It is the same machine's clock.
    expect(Math.abs(ofApi.of('atelier_redis_clock_skew_seconds') as number)).toBeLessThan(1);
    expect(ofApi.of('atelier_job_transitions_total{state="queued"}')).toBe(1);
  });
});

describe('while a job runs', () => {
  it('a worker tells its speed and losses by slot, and the API that it is active', async () => {
    const dataset = await uploadGarments(api.url, 12);
    const { id } = await api.client.createJob({
      dataset: dataset.id,
      hyperparameters: { ...tiny, numEpochs: 100_000 },
    });
    const metrics = await metricsWhen(workerUrl, (each) => (each.of('atelier_training_step{slot="0"}') ?? 0) > 1);
    const { latest } = await api.client.job(id);
    expect(metrics.of('atelier_training_images_per_second{slot="0"}')).toBeGreaterThan(0);
    expect(metrics.of('atelier_training_step{slot="0"}')).toBeLessThanOrEqual(latest?.step ?? 0);
    for (const network of ['discriminator', 'generator']) {
      expect(metrics.of(`atelier_training_loss{slot="0",network="${network}"}`), network).toBeGreaterThan(0);
    }
    for (const images of ['real', 'generated_before', 'generated_after']) {
      const mean = metrics.of(`atelier_training_discriminator_mean{slot="0",images="${images}"}`) as number;
      expect(mean, images).toBeGreaterThan(0);
      expect(mean, images).toBeLessThan(1);
    }
    expect(metrics.of('atelier_training_attempts')).toBe(1);
    expect(metrics.of('atelier_process_memory_bytes{process="trainer"}')).toBeGreaterThan(50e6);
    const running = await metricsAt(api.url);
    expect(running.of('atelier_jobs{state="running"}')).toBe(1);
    expect(running.of('atelier_queue_depth{queue="active"}')).toBe(1);
    await api.client.cancel(id);
    await untilEnded(api.client, id);
  });
});

describe('when a process of a worker is killed', () => {
  it('a trainer is counted as a crash, and the job goes on', async () => {
    const dataset = await uploadGarments(api.url, 12);
    const hyperparameters = { ...tiny, numEpochs: 100_000, manualSeed: 2 };
    const { id } = await api.client.createJob({ dataset: dataset.id, hyperparameters });
    await untilTraining(api.client, id, 1);
    const [trainer] = await childrenOf(worker.pid, 'trainer.js');
    process.kill(trainer as number, 'SIGKILL');
    await untilTraining(api.client, id, 2);
    const metrics = await metricsAt(workerUrl);
    expect(metrics.of('atelier_training_attempts_total{outcome="crashed"}')).toBe(1);
    expect(metrics.of('atelier_training_attempts')).toBe(1);
    await api.client.cancel(id);
    await untilEnded(api.client, id);
  });

  it('a sampler is told to be down, and counted when it is started again', async () => {
    const [sampler] = await childrenOf(worker.pid, 'sampler.js');
    process.kill(sampler as number, 'SIGKILL');
    await metricsWhen(workerUrl, (metrics) => metrics.of('atelier_sampler_up') === 0);
    const up = await metricsWhen(workerUrl, (metrics) => metrics.of('atelier_sampler_up') === 1);
    expect(up.of('atelier_sampler_restarts_total')).toBe(1);
  });
});
