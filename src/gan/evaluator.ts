import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { Hyperparameters } from '../contracts/hyperparameters.js';
import type { NetworkSizes } from '../contracts/networks.js';
import { type Quality, rounded } from '../contracts/quality.js';
import { randomOf, shuffled } from '../datasets/batches.js';
import type { PreparedDataset } from '../datasets/prepared-dataset.js';
import { takenOut } from '../engine/backend.js';
import { imagesToBytes } from '../engine/pixels.js';
import { statelessNormal } from '../engine/random.js';
import { type Tensor4D, tf } from '../engine/tensorflow.js';
import { NEIGHBOURHOOD, type Place } from '../metrics/descriptors.js';
import {
  type LevelDraws,
  levelSizes,
  type Projections,
  project,
  slicedWasserstein,
} from '../metrics/sliced-wasserstein.js';
import { FoldedGenerator } from './folded-generator.js';
import { oneHot } from './labels.js';
import type { Network } from './network.js';

/**
 * Descriptors of an image on a level, and directions that they are projected on. The paper has 128 and 512. Of ten draws
 * with 128 images, twice as many descriptors differed no less; half as many directions differed more.
 */
const PLACES_AN_IMAGE = 32;
const DIRECTIONS = 128;
/** Designs made at once. */
const DESIGNS_AT_ONCE = 64;

type Run = Pick<Hyperparameters, 'manualSeed' | 'nz' | 'nc' | 'imageSize'> &
  Partial<Pick<Hyperparameters, 'evaluateImages'>> &
  Pick<NetworkSizes, 'classes'>;

/**
 * Compares what a generator makes with photos of its dataset. Photos, latents, places and directions depend on nothing but
 * the seed and the dataset, so a value is a function of the weights: a resumed run finds the same. Training's randomness is
 * not touched.
 */
export class Evaluator {
  readonly #draws: readonly LevelDraws[];
  /** What is known of the photos, once it was needed. */
  #photos: { readonly labels: Uint32Array; readonly projections: Projections } | undefined;

  private constructor(
    private readonly run: Run,
    private readonly images: PreparedDataset,
    private readonly count: number,
  ) {
    this.#draws = evaluationDraws(run, count);
  }

  /** @returns undefined for a run that is not to be evaluated, such as one that is older than this measure */
  static of(run: Run, images: PreparedDataset): Evaluator | undefined {
    const { evaluateImages = 0 } = run;
    return evaluateImages > 0 ? new Evaluator(run, images, Math.min(evaluateImages, images.images)) : undefined;
  }

  /** @param generator in evaluation mode, as `POST /generate` would use it; it is not changed */
  async evaluate(generator: Network): Promise<Quality> {
    this.#photos ??= await this.#lookAtPhotos();
    const { labels, projections } = this.#photos;
    const designs = project(this.#imageSet(this.#designs(generator, labels)), this.#draws);
    return { images: this.count, swd: rounded(slicedWasserstein(projections, designs)) };
  }

  async #lookAtPhotos() {
    const { images, count, run } = this;
    const chosen = shuffled(images.images, `evaluation photos ${run.manualSeed}`).subarray(0, count);
    const labels = chosen.map((photo) => images.labels[photo] as number);
    return { labels, projections: project(this.#imageSet(await images.readImages(chosen)), this.#draws) };
  }

  #imageSet(bytes: Uint8Array) {
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

/** The same places for photos and designs, so that equal images are at distance 0. */
export function evaluationDraws({ manualSeed, imageSize, nc }: Run, images: number): LevelDraws[] {
  return levelSizes(imageSize).map((size, level) => {
    const random = randomOf(`evaluation places ${manualSeed} ${size}`);
    const last = size - NEIGHBOURHOOD;
    const places = Array.from({ length: images * PLACES_AN_IMAGE }, (_, i): Place => {
      const image = Math.floor(i / PLACES_AN_IMAGE);
      return { image, row: uniformInt(random, 0, last), column: uniformInt(random, 0, last) };
    });
    return { places, directions: directionsOf(manualSeed, level, nc * NEIGHBOURHOOD ** 2) };
  });
}

/** Uniform on the sphere: normal numbers, divided by their length. */
function directionsOf(seed: number, level: number, length: number): Float32Array {
  const directions = tf.tidy(() => {
    const normal = statelessNormal([DIRECTIONS, length], { seed, stream: 'evaluationDirections', index: level });
    return tf.div(normal, tf.norm(normal, 2, 1, true));
  });
  return takenOut(directions);
}
