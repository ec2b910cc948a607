import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { StepData } from '../contracts/event.js';

/** In seconds: a GPU's step takes some milliseconds, the tutorial's on two cores 1.5 s. */
const STEP_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16];
const CHECKPOINT_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export const attemptOutcomes = ['finished', 'stopped', 'failed', 'crashed', 'lost'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** What one attempt tells as it runs. */
export interface AttemptMetrics {
  /** @param seconds that the step took */
  step(step: StepData, seconds: number): void;
  checkpoint(bytes: number, seconds: number): void;
  ended(outcome: AttemptOutcome): void;
}

/**
 * What a worker trains. Metrics of a job have the label `slot`, the place among those that the worker trains at once, from
 * 0: a job's id would be another series for each job that ever ran. They go when the attempt ends.
 */
export class TrainingMetrics {
  readonly #busy = new Set<number>();
  readonly #steps: Counter;
  readonly #images: Counter;
  readonly #stepSeconds;
  readonly #checkpointSeconds;
  readonly #checkpointBytes: Counter;
  readonly #attempts: Counter<'outcome'>;
  readonly #imagesPerSecond: Gauge<'slot'>;
  readonly #loss: Gauge<'slot' | 'network'>;
  readonly #verdict: Gauge<'slot' | 'images'>;
  readonly #running: Gauge;
  readonly #lastStep: Gauge<'slot'>;
  readonly #lastCheckpoint: Gauge<'slot'>;

  constructor(registry: Registry) {
    const counter = (name: string, help: string) => new Counter({ name, help, registers: [registry] });
    const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    this.#steps = counter('atelier_training_steps_total', 'Training steps that were done and recorded.');
    this.#images = counter('atelier_training_images_total', 'Real images that were trained on.');
    this.#checkpointBytes = counter('atelier_checkpoint_bytes_total', 'Bytes of the checkpoints that were registered.');
    this.#stepSeconds = new Histogram({
      name: 'atelier_training_step_duration_seconds',
      help: 'Time from one training step to the next, sample grids and snapshots included.',
      buckets: STEP_SECONDS,
      registers: [registry],
    });
    this.#checkpointSeconds = new Histogram({
      name: 'atelier_checkpoint_duration_seconds',
      help: 'Time that a checkpoint took to be written to the store.',
      buckets: CHECKPOINT_SECONDS,
      registers: [registry],
    });
    this.#attempts = new Counter({
      name: 'atelier_training_attempts_total',
      help: 'Attempts that ended: finished, stopped with a checkpoint, failed, crashed, or lost to another worker.',
      labelNames: ['outcome'],
      registers: [registry],
    });
    for (const outcome of attemptOutcomes) this.#attempts.inc({ outcome }, 0);
    this.#running = gauge('atelier_training_attempts', 'Attempts that run in this worker.');
    this.#imagesPerSecond = gauge(
      'atelier_training_images_per_second',
      'Real images trained on a second, over the last steps of the attempt.',
      'slot',
    );
    this.#loss = gauge(
      'atelier_training_loss',
      'Loss of the last step: discriminator and generator.',
      'slot',
      'network',
    );
    this.#verdict = gauge(
      'atelier_training_discriminator_mean',
      'Mean D(x) of the last step: of real images, and of generated ones before and after its update.',
      'slot',
      'images',
    );
    this.#lastStep = gauge('atelier_training_step', 'Number of the last step of the attempt.', 'slot');
    this.#lastCheckpoint = gauge(
      'atelier_checkpoint_timestamp_seconds',
      "When the attempt's last checkpoint was registered, in seconds since 1970; its start before the first.",
      'slot',
    );
  }

  /** @param batchSize images of a step */
  begin(batchSize: number): AttemptMetrics {
    let place = 0;
    while (this.#busy.has(place)) place++;
    this.#busy.add(place);
    this.#running.inc();
    const slot = String(place);
    this.#lastCheckpoint.setToCurrentTime({ slot });
    return {
      step: (step, seconds) => this.#step(slot, step, seconds, batchSize),
      checkpoint: (bytes, seconds) => {
        this.#checkpointSeconds.observe(seconds);
        this.#checkpointBytes.inc(bytes);
        this.#lastCheckpoint.setToCurrentTime({ slot });
      },
      ended: (outcome) => {
        this.#attempts.inc({ outcome });
        this.#running.dec();
        this.#busy.delete(place);
        this.#forget(slot);
      },
    };
  }

  #step(slot: string, step: StepData, seconds: number, batchSize: number): void {
    this.#steps.inc();
    this.#images.inc(batchSize);
    this.#stepSeconds.observe(seconds);
    this.#lastStep.set({ slot }, step.step);
    this.#imagesPerSecond.set({ slot }, step.imagesPerSecond);
    this.#loss.set({ slot, network: 'discriminator' }, step.lossD);
    this.#loss.set({ slot, network: 'generator' }, step.lossG);
    this.#verdict.set({ slot, images: 'real' }, step.dReal);
    this.#verdict.set({ slot, images: 'generated_before' }, step.dFakeBefore);
    this.#verdict.set({ slot, images: 'generated_after' }, step.dFakeAfter);
  }

  #forget(slot: string): void {
    for (const gauge of [this.#imagesPerSecond, this.#lastStep, this.#lastCheckpoint]) gauge.remove({ slot });
    for (const network of ['discriminator', 'generator']) this.#loss.remove({ slot, network });
    for (const images of ['real', 'generated_before', 'generated_after']) this.#verdict.remove({ slot, images });
  }
}
