import { setImmediate } from 'node:timers/promises';
import { awaitedLater } from '../awaited-later.js';
import type { CheckpointManifest } from '../contracts/checkpoint.js';
import type { StepData } from '../contracts/event.js';
import type { Hyperparameters } from '../contracts/hyperparameters.js';
import type { Quality } from '../contracts/quality.js';
import type { StopReason } from '../contracts/trainer-messages.js';
import type { Balance, Warning } from '../contracts/warning.js';
import { type BatchPart, BatchReader } from '../datasets/batch-reader.js';
import type { PreparedDataset } from '../datasets/prepared-dataset.js';
import { AtelierError } from '../errors.js';
import { networkShape } from '../models/networks.js';
import type { NamedTensor } from '../storage/safetensors.js';
import { BalanceWatch } from './balance-watch.js';
import { restore, type Snapshot, takeSnapshot } from './checkpoint.js';
import { Evaluator } from './evaluator.js';
import { Gan } from './gan.js';
import type { Replicas } from './replica-group.js';
import { fixedInputs, generateBytes } from './sample-grid.js';
import { disposeInputs, stepInputs } from './step-inputs.js';
import { Stopwatch } from './stopwatch.js';
import { type StepMetrics, trainingStep } from './training-step.js';

/** Where a run stands after a step. */
export interface Position {
  /** Epochs finished. */
  readonly epoch: number;
  /** Steps done. */
  readonly step: number;
}

/** What the loop tells the outside. It goes on when a promise that it is given resolves, and fails when it rejects. */
export interface TrainingListener {
  /** @param seconds since the step before ended */
  onStep(step: StepData, seconds: number): void;
  /** @param pixels 64 images of the fixed noise, 64 × imageSize × imageSize × nc bytes */
  onSample(position: Position, pixels: Uint8Array): Promise<void>;
  /** Comes before the checkpoint that it is of. */
  onQuality(position: Position, quality: Quality): void;
  /**
   * Comes once at the start, and whenever a warning begins or ends.
   * @param changed the one that does; none at the start
   */
  onWarnings(warnings: readonly Warning[], changed?: Warning): void;
  /**
   * @param quality null where the checkpoint wasn't evaluated
   * @param balance undefined where neither network has beaten the other
   */
  onCheckpoint(
    position: Position,
    snapshot: Snapshot,
    quality: Quality | null,
    balance: Balance | undefined,
  ): Promise<void>;
}

export interface TrainingOptions {
  readonly hyperparameters: Hyperparameters;
  /** Of a conditional run: the dataset's. */
  readonly classes: readonly string[] | null;
  readonly images: PreparedDataset;
  /** The checkpoint to go on from; undefined to start. */
  readonly from: { manifest: CheckpointManifest; tensors: ReadonlyMap<string, NamedTensor> } | undefined;
  /** Those that train together; this process is the first. */
  readonly replicas: Replicas;
  readonly listener: TrainingListener;
  /** Ends the run after the step being computed; its reason is a `StopReason`. */
  readonly signal: AbortSignal;
}

/**
 * Trains a DCGAN from the start or a checkpoint to its last epoch.
 *
 * A run is a function of its hyperparameters and the dataset: order and noise depend only on the seed, the epoch and
 * the step, so a resumed run repeats exactly (on the CPU: bit for bit) what an uninterrupted one would have done.
 *
 * @returns `stopped` if the signal ended the run; unless it is cancelled, the steps since the last start are saved first
 * @throws AtelierError `training_diverged` when a loss or weight is NaN or infinite, `replicas_differ`; PeerLost and
 * ReplicaLost
 */
export async function train({
  hyperparameters,
  classes,
  images,
  from,
  replicas,
  listener,
  signal,
}: TrainingOptions): Promise<'finished' | 'stopped'> {
  const { batchSize, numEpochs, manualSeed } = hyperparameters;
  const batches = new BatchReader(images, batchSize, manualSeed, { rank: 0, count: replicas.count });
  const perEpoch = batches.stepsPerEpoch;
  const totalSteps = perEpoch * numEpochs;
  const every = {
    sample: hyperparameters.sampleEvery ?? perEpoch,
    checkpoint: hyperparameters.checkpointEvery ?? perEpoch,
  };
  const at = (step: number): Position => ({ epoch: Math.floor(step / perEpoch), step });

  const run = networkShape({ hyperparameters, classes });
  const gan = new Gan(run);
  if (from) restore(gan, from.manifest, from.tensors);
  const inputsToWatch = fixedInputs(run);
  const evaluator = Evaluator.of(run, images);
  const watch = new BalanceWatch(from?.manifest.balance);
  let evaluated: { readonly step: number; readonly quality: Quality } | undefined;
  const evaluate = async (step: number): Promise<Quality | null> => {
    if (!evaluator) return null;
    const quality = await evaluator.evaluate(gan.sampled);
    evaluated = { step, quality };
    listener.onQuality(at(step), quality);
    return quality;
  };
  let nextBatch: Promise<BatchPart> | undefined;
  let saving: Promise<void> = Promise.resolve();
  let snapshot: Snapshot | undefined;

  try {
    const firstStep = from?.manifest.step ?? 0;
    let step = firstStep;
    listener.onWarnings(watch.warnings);
    if (step === 0) await listener.onSample(at(0), generateBytes(gan.sampled, inputsToWatch));

    const stopwatch = new Stopwatch();
    const startReading = (ofStep: number) => (ofStep < totalSteps ? awaitedLater(batches.read(ofStep)) : undefined);
    nextBatch = startReading(step);
    while (nextBatch && !signal.aborted) {
      const part = await nextBatch;
      // The next batch is read by other threads while this one is computed.
      nextBatch = startReading(step + 1);

      replicas.begin();
      const inputs = stepInputs(part, step, run);
      const share = (part.end - part.start) / part.batch;
      const metrics = trainingStep(gan, inputs, { share, sum: (addends) => replicas.sum(addends) });
      disposeInputs(inputs);

      const { epoch } = at(step);
      step += 1;
      refuseNonFinite(metrics, step);
      const secondsPerStep = stopwatch.lap();
      const told = {
        epoch,
        step,
        ...metrics,
        imagesPerSecond: rounded(batchSize / secondsPerStep),
        etaSeconds: rounded((totalSteps - step) * secondsPerStep),
      };
      listener.onStep(told, stopwatch.lastLap);
      const warning = watch.see(step, metrics);
      if (warning) listener.onWarnings(watch.warnings, warning);

      const last = step === totalSteps;
      if (last || step % every.sample === 0) {
        await listener.onSample(at(step), generateBytes(gan.sampled, inputsToWatch));
      }
      if (!last && step % every.checkpoint === 0) {
        // One checkpoint is written at a time, while training goes on.
        await saving;
        await replicas.agree(gan);
        snapshot = takeSnapshot(gan, snapshot);
        saving = awaitedLater(listener.onCheckpoint(at(step), snapshot, await evaluate(step), watch.state));
      }
      // Lets messages in and out: TensorFlow's ops block the event loop.
      await setImmediate();
    }

    await saving;
    const finished = step === totalSteps;
    const saves = signal.aborted && (signal.reason as StopReason) !== 'cancel';
    if (finished || (saves && step > firstStep)) {
      await replicas.agree(gan);
      snapshot = takeSnapshot(gan, snapshot);
      // What a stop saves between two checkpoints is not evaluated: an uninterrupted run would not have it.
      const quality = finished ? await evaluate(step) : evaluated?.step === step ? evaluated.quality : null;
      await listener.onCheckpoint(at(step), snapshot, quality, watch.state);
    }
    return finished ? 'finished' : 'stopped';
  } finally {
    // Nothing may still read or write when the caller closes its files.
    await Promise.allSettled([nextBatch, saving]);
    inputsToWatch.dispose();
    gan.dispose();
  }
}

function refuseNonFinite(metrics: StepMetrics, step: number): void {
  for (const [name, value] of Object.entries(metrics)) {
    if (!Number.isFinite(value)) {
      throw new AtelierError('training_diverged', `${name} became ${value} at step ${step}.`);
    }
  }
}

/** Three significant decimals: rates are estimates. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
