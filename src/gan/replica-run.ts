import type { FromReplica, ReplicaStart, ToReplica } from '../contracts/replica-messages.js';
import { BatchReader } from '../datasets/batch-reader.js';
import { prepareDataset } from '../datasets/prepare.js';
import { autotuner } from '../engine/autotuner.js';
import { currentDevice } from '../engine/device.js';
import { ExchangeLink } from '../engine/replicas/exchange-link.js';
import { GradientExchange } from '../engine/replicas/gradient-exchange.js';
import { networkShape } from '../models/networks.js';
import { openStore } from '../storage/open-store.js';
import { readManifest, readWeights, restore } from './checkpoint.js';
import { Gan } from './gan.js';
import { checksumOf, longestMessage } from './replica-state.js';
import { disposeInputs, stepInputs } from './step-inputs.js';
import { trainingStep, trainingStepWithoutImages } from './training-step.js';

/**
 * One replica of a run beside the first: trains its share of each batch when it is told to. It writes nothing; its
 * process ends with the trainer's.
 */
export class ReplicaRun {
  private constructor(
    private readonly run: ReplicaStart,
    private readonly gan: Gan,
    private readonly batches: BatchReader,
    private readonly exchange: GradientExchange,
    private step: number,
  ) {}

  /**
   * Loads what the first replica starts from, and connects to it.
   * @throws AtelierError of the checkpoint or dataset; Error if there is no device of the first one's kind
   */
  static async start(run: ReplicaStart): Promise<ReplicaRun> {
    const { rank, hyperparameters, dataset, job, places, checkpoint, socketFolder } = run;
    const { batchSize, manualSeed, ngpu } = hyperparameters;
    if (currentDevice().kind !== run.kind) throw new Error(`TensorFlow has no ${run.kind.toUpperCase()} here`);
    const store = await openStore(places.store);
    // The trainer has prepared it: this finds it.
    const { cache: cacheFolder, cacheLimit } = places;
    const images = await prepareDataset({ ...hyperparameters, store, cacheFolder, cacheLimit, dataset });
    const sizes = networkShape(run);
    // The first replica alone makes designs.
    const gan = new Gan({ ...sizes, ema: 0 });
    if (checkpoint !== null) {
      const manifest = await readManifest(store, job, checkpoint);
      restore(gan, manifest, await readWeights(store, manifest));
    }
    autotuner.load(run.choices);
    const batches = new BatchReader(images, batchSize, manualSeed, { rank, count: ngpu });
    const link = await ExchangeLink.connect(socketFolder, rank, longestMessage(sizes));
    return new ReplicaRun(run, gan, batches, new GradientExchange(link), checkpoint ?? 0);
  }

  /** Does what the trainer says. @returns what it is to hear */
  async hear(message: Exclude<ToReplica, ReplicaStart>): Promise<FromReplica | undefined> {
    switch (message.type) {
      case 'step':
        await this.#train();
        return undefined;
      case 'compare':
        autotuner.load(message.choices);
        return { type: 'compared', checksum: checksumOf(this.gan) };
    }
  }

  async #train(): Promise<void> {
    const { gan, exchange } = this;
    const part = await this.batches.read(this.step);
    if (part.start === part.end) {
      trainingStepWithoutImages(gan, (shapes) => exchange.receive(shapes));
    } else {
      const inputs = stepInputs(part, this.step, networkShape(this.run));
      const share = (part.end - part.start) / part.batch;
      trainingStep(gan, inputs, { share, sum: (addends) => exchange.sum(addends) });
      disposeInputs(inputs);
    }
    this.step += 1;
  }
}
