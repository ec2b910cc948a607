import type { Hyperparameters } from '../contracts/hyperparameters.js';
import { type MetricValues, metricNames } from '../contracts/metrics/registry.js';
import { DEFAULT_BEST_BY, type Quality, scoreFor } from '../contracts/quality.js';
import { shuffled } from '../datasets/batches.js';
import type { PreparedDataset } from '../datasets/prepared-dataset.js';
import { imagesToBytes } from '../engine/pixels.js';
import { statelessNormal } from '../engine/random.js';
import { type Tensor4D, tf } from '../engine/tensorflow.js';
import type { ImageSet } from '../metrics/measurement.js';
import { measurements } from '../metrics/registry.js';
import type { NetworkShape } from '../models/networks.js';
import { FoldedGenerator } from './folded-generator.js';
import { oneHot } from './labels.js';
import type { Network } from './network.js';

/** Designs made at once. */
const DESIGNS_AT_ONCE = 64;

type Run = Pick<Hyperparameters, 'manualSeed' | 'nz' | 'nc' | 'imageSize'> &
  Partial<Pick<Hyperparameters, 'evaluateImages' | 'bestBy'>> &
  Pick<NetworkShape, 'classes'>;

/** Measures a set of designs by every metric. */
type Measure = (designs: ImageSet) => MetricValues;

/**
 * Compares what a generator makes with photos of its dataset, by every metric. Photos, latents and what metrics draw depend
 * on nothing but the seed and the dataset, so a value is a function of the weights: a resumed run finds the same.
 * Training's randomness is not touched.
 */
export class Evaluator {
  /** What is known of the photos, once it was needed. */
  #photos: { readonly labels: Uint32Array; readonly measure: Measure } | undefined;

  private constructor(
    private readonly run: Run,
    private readonly images: PreparedDataset,
    private readonly count: number,
  ) {}

  /** @returns undefined for a run that is not to be evaluated, such as one that is older than evaluation */
  static of(run: Run, images: PreparedDataset): Evaluator | undefined {
    const { evaluateImages = 0 } = run;
    return evaluateImages > 0 ? new Evaluator(run, images, Math.min(evaluateImages, images.images)) : undefined;
  }

  /** @param generator in evaluation mode, as `POST /generate` would use it; it is not changed */
  async evaluate(generator: Network): Promise<Quality> {
    this.#photos ??= await this.#readPhotos();
    const { labels, measure } = this.#photos;
    const values = measure(this.#imageSet(this.#designs(generator, labels)));
    return { images: this.count, ...values, score: scoreFor(values, this.run.bestBy ?? DEFAULT_BEST_BY) };
  }

  async #readPhotos() {
    const { images, count, run } = this;
    const chosen = shuffled(images.images, `evaluation photos ${run.manualSeed}`).subarray(0, count);
    const labels = chosen.map((photo) => images.labels[photo] as number);
    return { labels, measure: everyMetric(this.#imageSet(await images.readImages(chosen)), run.manualSeed) };
  }

  #imageSet(bytes: Uint8Array): ImageSet {
    const { imageSize: size, nc: channels } = this.run;
    return { bytes, count: this.count, size, channels };
  }

  /** A design for each photo, in a conditional run of its class. */
  #designs(generator: Network, labels: Uint32Array): Uint8Array {
    const { count, run, images } = this;
    const bytes = new Uint8Array(count * images.imageBytes);
    const folded = new FoldedGenerator(generator);
    try {
      for (let first = 0; first < count; first += DESIGNS_AT_ONCE) {
        const part = labels.subarray(first, first + DESIGNS_AT_ONCE);
        tf.tidy(() => {
          const designs = folded.generate(latentsOf(run, part, first / DESIGNS_AT_ONCE));
          bytes.set(imagesToBytes(designs), first * images.imageBytes);
        });
      }
    } finally {
      folded.dispose();
    }
    return bytes;
  }
}

/** As a folded generator takes them. @param index of the part */
function latentsOf({ manualSeed, nz, classes = 0 }: Run, labels: Uint32Array, index: number): Tensor4D {
  const shape = [labels.length, 1, 1, nz];
  const latents = statelessNormal(shape, { seed: manualSeed, stream: 'evaluationLatents', index }) as Tensor4D;
  if (classes === 0) return latents;
  return tf.concat([latents, tf.reshape(oneHot(labels, classes), [labels.length, 1, 1, classes]) as Tensor4D], 3);
}

function everyMetric(photos: ImageSet, seed: number): Measure {
  const measures = metricNames.map((name) => [name, measurements[name](photos, seed)] as const);
  return (designs) => {
    const values = measures.map(([name, measure]) => [name, measure(designs)] as const);
    // What has no value is left out of JSON.
    return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as unknown as MetricValues;
  };
}
