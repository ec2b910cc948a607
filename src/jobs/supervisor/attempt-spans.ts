import { hostname } from 'node:os';
import type { StepData } from '../../contracts/event.js';
import type { Span, Tracing } from '../../telemetry/tracing.js';
import type { RunningAttempt } from './attempt.js';
import type { AttemptWatcher } from './attempt-watcher.js';

/** A span is sent when it has ended, and a checkpoint may be days away: spans of steps are no longer, in ms. */
const LONGEST_MS = 10 * 60_000;

/**
 * Traces an attempt, within the request that queued its job:
 *
 * ```
 * POST /jobs
 * ├─ queue                 from when the job was queued until a worker took it
 * └─ attempt
 *    ├─ steps              those between two checkpoints, ten minutes at most
 *    │  └─ step            the first of them
 *    └─ checkpoint         from when it began to be written until it was registered
 * ```
 *
 * A span for every step would be a million in a long run, all alike, and cost more than what they tell.
 *
 * @param queuedAt when the entry came to the queue, in ms since 1970; undefined where another worker had the job until then
 */
export function traceAttempt(tracing: Tracing, running: RunningAttempt, queuedAt: number | undefined): AttemptWatcher {
  const { job, attempt, trace } = running;
  const id = { 'atelier.job.id': job.id, 'atelier.attempt': attempt.number };
  if (queuedAt !== undefined) {
    tracing.begin('queue', { within: trace, kind: 'consumer', at: queuedAt, attributes: id }).end();
  }
  const span = tracing.begin('attempt', {
    within: trace,
    attributes: {
      ...id,
      'atelier.worker': attempt.worker,
      'atelier.from_step': attempt.fromStep,
      'host.name': hostname(),
    },
  });
  const steps = new StepSpans(tracing, span, id, job.hyperparameters.batchSize);
  return {
    step: (step, seconds) => steps.add(step, seconds),
    checkpoint: ({ step, weights }, { begunAt }) => {
      steps.end();
      const attributes = { ...id, 'atelier.step': step, 'atelier.checkpoint.bytes': weights.bytes };
      tracing.begin('checkpoint', { within: span.place, at: begunAt, attributes }).end();
    },
    ended: (end) => {
      steps.end();
      span.set({ 'atelier.outcome': end?.kind ?? 'lost' });
      if (end?.kind === 'failed') span.fail(end.error.code);
      if (end?.kind === 'crashed') span.fail(end.how);
      span.end();
    },
  };
}

/** Steps in a row as one span. */
class StepSpans {
  #open: { readonly span: Span; readonly begunAt: number; readonly first: number; seconds: number } | undefined;
  #last: StepData | undefined;

  constructor(
    private readonly tracing: Tracing,
    private readonly attempt: Span,
    private readonly id: Readonly<Record<string, string | number>>,
    private readonly batchSize: number,
  ) {}

  /** @param seconds that the step took */
  add(step: StepData, seconds: number): void {
    const now = Date.now();
    if (!this.#open) {
      const begunAt = now - 1_000 * seconds;
      const span = this.tracing.begin('steps', { within: this.attempt.place, at: begunAt, attributes: this.id });
      const attributes = { ...this.id, 'atelier.step': step.step };
      this.tracing.begin('step', { within: span.place, at: begunAt, attributes }).end(now);
      this.#open = { span, begunAt, first: step.step, seconds: 0 };
    }
    this.#open.seconds += seconds;
    this.#last = step;
    if (now - this.#open.begunAt >= LONGEST_MS) this.end();
  }

  end(): void {
    const [open, last] = [this.#open, this.#last];
    if (!open || !last) return;
    const count = last.step - open.first + 1;
    open.span.set({
      'atelier.step.first': open.first,
      'atelier.step.last': last.step,
      'atelier.step.mean_seconds': open.seconds / count,
      'atelier.images': count * this.batchSize,
      'atelier.loss.discriminator': last.lossD,
      'atelier.loss.generator': last.lossG,
    });
    open.span.end();
    this.#open = undefined;
  }
}
