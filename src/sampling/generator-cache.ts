import type { CheckpointManifest } from '../contracts/checkpoint.js';
import { generatorLayers, networkSizes } from '../contracts/networks.js';
import { loadVariables, readWeights } from '../gan/checkpoint.js';
import { FoldedGenerator } from '../gan/folded-generator.js';
import { Network } from '../gan/network.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { BatchedGenerator } from './batched-generator.js';

/** Generators kept in memory; the tutorial's takes 14 MB. */
const CAPACITY = 8;

/** Loads generators from checkpoints and keeps those used last. */
export class GeneratorCache {
  /** In order of use: a Map remembers the order of insertion. */
  readonly #generators = new Map<string, Promise<BatchedGenerator>>();

  constructor(
    readonly store: ArtifactStore,
    readonly capacity = CAPACITY,
  ) {}

  /** @throws AtelierError `checkpoint_damaged` */
  async get(checkpoint: CheckpointManifest): Promise<BatchedGenerator> {
    const key = checkpoint.weights.key;
    const found = this.#generators.get(key) ?? this.#load(checkpoint);
    this.#generators.delete(key);
    this.#generators.set(key, found);
    // A failed load is not kept: the next request tries again.
    found.catch(() => this.#generators.delete(key));
    this.#evict();
    return await found;
  }

  async #load(checkpoint: CheckpointManifest): Promise<BatchedGenerator> {
    const tensors = await readWeights(this.store, checkpoint);
    const sizes = networkSizes(checkpoint);
    const network = new Network('generator', generatorLayers(sizes), sizes.manualSeed);
    try {
      loadVariables(network.variables, checkpoint, tensors);
      return new BatchedGenerator(new FoldedGenerator(network), sizes);
    } finally {
      network.dispose();
    }
  }

  #evict(): void {
    for (const [key, generator] of this.#generators) {
      if (this.#generators.size <= this.capacity) return;
      this.#generators.delete(key);
      generator.then(
        (loaded) => loaded.dispose(),
        () => {},
      );
    }
  }
}
