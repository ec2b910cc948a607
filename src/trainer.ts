/** The trainer: one process for one attempt at one job. The supervisor starts it and speaks to it over IPC. */
import { getPriority, setPriority } from 'node:os';
import type { FromTrainer, StopReason, ToTrainer } from './contracts/trainer-messages.js';
import { loadOnlyPhotos } from './datasets/libvips.js';
import { endWithParent } from './orphan-guard.js';
import { allTold, tellParent } from './parent-channel.js';
import { openStore } from './storage/open-store.js';

/**
 * Somebody waits for designs, and nobody for a training step: where both want all cores, the scheduler gives the sampler
 * three times as much. Training still goes on at a quarter of its speed, and at all of it when nobody asks for designs.
 * It is added to the service's own: who starts that with `nice` may not be given less.
 */
const NICENESS = 5;
const LEAST_PRIORITY = 19;

const stop = new AbortController();

// Before TensorFlow makes its threads, which inherit it.
setPriority(Math.min(LEAST_PRIORITY, getPriority() + NICENESS));

// A trainer whose supervisor is gone must not hold a device.
process.on('disconnect', () => process.exit(1));
endWithParent(Number(process.argv[2]));
loadOnlyPhotos();
// Signals are the supervisor's to handle: it asks for a checkpoint first.
process.on('SIGTERM', () => {});
process.on('SIGINT', () => {});

process.on('message', (message: ToTrainer) => {
  if (message.type === 'stop') stop.abort(message.reason satisfies StopReason);
  else void start(message);
});

async function start(given: Extract<ToTrainer, { type: 'start' }>): Promise<void> {
  const { job, fromStep, places, datasetRoots = [], devices } = given;
  // Loaded only now, so that a message to stop is heard before TensorFlow blocks the process.
  const { runJob } = await import('./gan/run-job.js');
  await runJob({
    job,
    fromStep,
    store: await openStore(places.store),
    places,
    datasetRoots,
    devices,
    decoder: new URL('./decoder.js', import.meta.url),
    replica: new URL('./replica.js', import.meta.url),
    report: (message: FromTrainer) => tellParent(message),
    signal: stop.signal,
  });
  // The last message says how the attempt ended.
  await allTold();
  process.exit(0);
}
