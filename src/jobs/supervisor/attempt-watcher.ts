import type { CheckpointManifest } from '../../contracts/checkpoint.js';
import type { StepData } from '../../contracts/event.js';
import type { Telemetry } from '../../telemetry/telemetry.js';
import type { AttemptEnd } from '../records/lifecycle.js';
import type { RunningAttempt } from './attempt.js';

/** Who hears what an attempt does, when it is committed. */
export interface AttemptWatcher {
  /** @param seconds since the step before ended */
  step(step: StepData, seconds: number): void;
  /** @param written when it began to be written, in ms since 1970, and how long that took */
  checkpoint(manifest: CheckpointManifest, written: { readonly begunAt: number; readonly seconds: number }): void;
  /** @param end undefined if the job went on without the attempt */
  ended(end: AttemptEnd | undefined): void;
}

/** Counts what an attempt does. */
export function countAttempt(telemetry: Telemetry, { job }: RunningAttempt): AttemptWatcher {
  const metrics = telemetry.training.begin(job.hyperparameters.batchSize);
  return {
    step: metrics.step,
    checkpoint: ({ weights }, { seconds }) => metrics.checkpoint(weights.bytes, seconds),
    ended: (end) => {
      metrics.ended(end?.kind ?? 'lost');
      if (end?.kind === 'failed' && end.error.code === 'storage_unavailable') telemetry.storeFailed('training');
    },
  };
}

/** Tells several. */
export function watchedBy(watchers: readonly AttemptWatcher[]): AttemptWatcher {
  return {
    step: (step, seconds) => {
      for (const watcher of watchers) watcher.step(step, seconds);
    },
    checkpoint: (manifest, written) => {
      for (const watcher of watchers) watcher.checkpoint(manifest, written);
    },
    ended: (end) => {
      for (const watcher of watchers) watcher.ended(end);
    },
  };
}
