import type { CheckpointManifest } from '../contracts/checkpoint.js';
import { loadVariables, readWeights } from '../gan/checkpoint.js';
import { FOLDED_BYTES_PER_PARAMETER, FoldedGenerator } from '../gan/folded-generator.js';
import { Network } from '../gan/network.js';
import { type Layer, parameterCount } from '../models/layer.js';
import { generatorLayers, networkShape } from '../models/networks.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { BatchedGenerator } from './batched-generator.js';

interface Kept {
  readonly bytes: number;
  readonly generator: Promise<BatchedGenerator>;
}

/** Loads generators from checkpoints and keeps those used last, as many as memory is set aside for. */
export class GeneratorCache {
  /** In order of use: a Map remembers the order of insertion. */
  readonly #generators = new Map<string, Kept>();

  /** @param maxBytes of weights; the tutorial's generator takes 32 MB. The one in use is kept, however large */
  constructor(
    readonly store: ArtifactStore,
    readonly maxBytes: number,
  ) {}

  /** How many generators are in memory. */
  get size(): number {
    return this.#generators.size;
  }

  /** @throws AtelierError `checkpoint_damaged` */
  async get(checkpoint: CheckpointManifest): Promise<BatchedGenerator> {
    const key = checkpoint.weights.key;
    const found = this.#generators.get(key) ?? this.#load(checkpoint);
    this.#generators.delete(key);
    this.#generators.set(key, found);
    this.#evict();
    try {
      return await found.generator;
    } catch (error) {
      // A failed load is not kept: the next request tries again.
      this.#generators.delete(key);
      throw error;
    }
  }

  #load(checkpoint: CheckpointManifest): Kept {
    const layers = generatorLayers(networkShape(checkpoint));
    const numbers = layers.reduce((sum, layer) => sum + parameterCount(layer), 0);
    return { bytes: numbers * FOLDED_BYTES_PER_PARAMETER, generator: this.#read(checkpoint, layers) };
  }

  async #read(checkpoint: CheckpointManifest, layers: readonly Layer[]): Promise<BatchedGenerator> {
    const tensors = await readWeights(this.store, checkpoint);
    const sizes = networkShape(checkpoint);
    const network = new Network('generator', layers, sizes.manualSeed);
    try {
      loadVariables(network.variables, checkpoint, tensors);
      return new BatchedGenerator(new FoldedGenerator(network), sizes);
    } finally {
      network.dispose();
    }
  }

  #evict(): void {
    let bytes = [...this.#generators.values()].reduce((sum, kept) => sum + kept.bytes, 0);
    for (const [key, kept] of this.#generators) {
      if (bytes <= this.maxBytes || this.#generators.size === 1) return;
      this.#generators.delete(key);
      bytes -= kept.bytes;
      kept.generator.then(
        (loaded) => loaded.dispose(),
        () => {},
      );
    }
  }
}
