import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { tf } from '../../src/engine/tensorflow.js';
import type { Variable } from '../../src/engine/variable.js';
import { takeSnapshot, writeCheckpoint } from '../../src/gan/checkpoint.js';
import { Gan } from '../../src/gan/gan.js';
import type { JobStore } from '../../src/jobs/records/job-store.js';
import { type NetworkShape, networkShape } from '../../src/models/networks.js';
import type { ArtifactStore } from '../../src/storage/artifact-store.js';
import { formula } from './numeric.js';
import { type FloatTensor, imagesToTorch } from './torch-fixture.js';

/** Batches that move the running statistics to where they belong. */
const WARM_UP = 20;

/**
 * A checkpoint whose images are far from grey, so that a wrong weight shows, and what its networks make of 64 latents, as
 * our own TensorFlow computes it. All in PyTorch's layout.
 */
export interface LivelyCheckpoint {
  readonly manifest: CheckpointManifest;
  readonly latents: FloatTensor;
  /** Mixes of the classes, [64, classes]; of no numbers if there are none. */
  readonly classWeights: FloatTensor;
  /** [64, nc, imageSize, imageSize] */
  readonly images: FloatTensor;
  /** What D says of the images: 64 probabilities. */
  readonly probabilities: Float32Array;
}

type LivelySizes = Omit<NetworkShape, 'classes'> & {
  readonly classes?: readonly string[] | null;
  /** Above 0, the average makes the images, and is nothing like the generator that it would be of. */
  readonly ema?: number;
};

/** Writes the checkpoint as that of a job which is not run. */
export async function livelyCheckpoint(
  { jobs, store }: { readonly jobs: JobStore; readonly store: ArtifactStore },
  { classes = null, ...sizes }: LivelySizes,
): Promise<LivelyCheckpoint> {
  const hyperparameters = hyperparametersSchema.parse({ ...sizes, batchSize: 64, conditional: classes !== null });
  const gan = new Gan(networkShape({ hyperparameters, classes }));
  try {
    const generator = gan.sampled;
    for (const network of [gan.generator, generator, gan.discriminator]) network.variables.forEach(enliven);
    const latents = floats([64, sizes.nz, 1, 1], 'latents', 1.75);
    const classWeights = mixes(classes?.length ?? 0);
    const { images, probabilities } = tf.tidy(() => {
      const input = tf.tensor4d(latents.data, [64, 1, 1, sizes.nz]);
      const labels = classes ? tf.tensor2d(classWeights.data, [64, classes.length]) : undefined;
      for (let i = 0; i < WARM_UP; i++) {
        tf.tidy(() => {
          const batch = generator.forwardTraining(generator.readWeights(), input, labels);
          gan.discriminator.forwardTraining(gan.discriminator.readWeights(), batch, labels);
        });
      }
      const made = generator.forwardEvaluation(input, labels);
      return {
        images: made.dataSync(),
        probabilities: tf.sigmoid(gan.discriminator.forwardEvaluation(made, labels)).dataSync(),
      };
    });
    gan.generatorAdam.step = WARM_UP;
    gan.discriminatorAdam.step = WARM_UP;
    const job = jobs.newId();
    const known = classes ? [...classes] : null;
    const position = { job, dataset: 'ds_test', hyperparameters, classes: known, epoch: 1, step: WARM_UP };
    const manifest = await writeCheckpoint(store, takeSnapshot(gan), position);
    const definition = {
      name: null,
      dataset: 'ds_test',
      hyperparameters,
      metadata: {},
      totalSteps: WARM_UP,
      from: null,
    };
    await jobs.create({ ...definition, priority: 0 }, { id: job, checkpoint: manifest });
    const shape = [64, sizes.imageSize, sizes.imageSize, sizes.nc];
    return {
      manifest,
      latents,
      classWeights,
      images: imagesToTorch({ shape, data: Float32Array.from(images) }),
      probabilities: Float32Array.from(probabilities),
    };
  } finally {
    gan.dispose();
  }
}

/** Rows of weights that sum to 1. */
function mixes(classes: number): FloatTensor {
  const { shape, data } = floats([64, classes], 'classWeights', 0.5);
  const rows = Array.from({ length: 64 }, (_, row) => {
    const weights = Array.from(data.subarray(row * classes, (row + 1) * classes), (weight) => weight + 0.5);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  });
  return { shape, data: Float32Array.from(rows.flat()) };
}

function floats(shape: readonly number[], label: string, halfWidth: number): FloatTensor {
  const count = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from(formula(label, count, 0, halfWidth)) };
}

/** Filters wide enough that what has no batch norm behind it, images and logits, varies too. */
function enliven(variable: Variable): void {
  const { name, shape, size } = variable;
  if (shape.length !== 4) return;
  const inputs = 16 * Math.min(shape[2] as number, shape[3] as number);
  variable.load(Float32Array.from(formula(name, size, 0, 3 / Math.sqrt(inputs))));
}
