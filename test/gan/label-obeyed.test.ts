/** Whether a conditional run learns what its labels mean: judged by a classifier that knows the real garments alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { garmentKinds, renderGarment } from '../../scripts/sample-garments/index.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { batchIndices, epochOrder, stepsPerEpoch } from '../../src/datasets/batches.js';
import { decodeImage } from '../../src/datasets/decode.js';
import { imagesFromBytes } from '../../src/engine/pixels.js';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { FoldedGenerator } from '../../src/gan/folded-generator.js';
import { Gan } from '../../src/gan/gan.js';
import { oneHot } from '../../src/gan/labels.js';
import { disposeInputs, stepInputs } from '../../src/gan/step-inputs.js';
import { trainingStep } from '../../src/gan/training-step.js';

const classes = garmentKinds.length;
const IMAGES = 100 * classes;
const STEPS = 300;
const hyperparameters = hyperparametersSchema.parse({ imageSize: 32, batchSize: 16, ngf: 16, ndf: 16, lr: 0.0004 });
const { imageSize, nc, nz, batchSize, manualSeed } = hyperparameters;
const imageBytes = imageSize ** 2 * nc;
/** Designs of each class that are judged. */
const JUDGED = 64;

/** Sample garments as a prepared dataset has them; each number of `firstSeed` draws others. */
async function garments(images: number, firstSeed: number): Promise<{ bytes: Uint8Array; labels: Uint32Array }> {
  const labels = Uint32Array.from({ length: images }, (_, i) => i % classes);
  const bytes = new Uint8Array(images * imageBytes);
  for (const [i, label] of labels.entries()) {
    const photo = await renderGarment(garmentKinds[label] as (typeof garmentKinds)[number], firstSeed + i, 64);
    bytes.set(await decodeImage(photo, { imageSize, nc }), i * imageBytes);
  }
  return { bytes, labels };
}

type Garments = Awaited<ReturnType<typeof garments>>;

function imagesOf({ bytes, labels }: Garments): Tensor4D {
  return imagesFromBytes(bytes, [labels.length, imageSize, imageSize, nc]);
}

/** A small convolutional network, which learns to name the class of a garment. */
async function trainClassifier(real: Garments) {
  let seed = 0;
  const initial = () => tf.initializers.heNormal({ seed: ++seed });
  const convolution = { kernelSize: 4, strides: 2, padding: 'same', activation: 'relu' } as const;
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        ...convolution,
        inputShape: [imageSize, imageSize, nc],
        filters: 16,
        kernelInitializer: initial(),
      }),
      tf.layers.conv2d({ ...convolution, filters: 32, kernelInitializer: initial() }),
      tf.layers.flatten(),
      tf.layers.dense({ units: classes, activation: 'softmax', kernelInitializer: initial() }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.002), loss: 'categoricalCrossentropy' });
  const [images, labels] = [imagesOf(real), oneHot(real.labels, classes)];
  await model.fit(images, labels, { epochs: 6, batchSize: 32, shuffle: false, verbose: 0 });
  tf.dispose([images, labels]);
  return model;
}

function trainGan(real: Garments): Gan {
  const run = { ...hyperparameters, classes };
  const gan = new Gan(run);
  const perEpoch = stepsPerEpoch(IMAGES, batchSize);
  for (let step = 0; step < STEPS; step++) {
    const order = epochOrder(IMAGES, manualSeed, Math.floor(step / perEpoch));
    const indices = batchIndices(order, batchSize, step % perEpoch);
    const bytes = Buffer.concat(
      Array.from(indices, (image) => real.bytes.subarray(image * imageBytes, (image + 1) * imageBytes)),
    );
    const labels = indices.map((image) => real.labels[image] as number);
    const batch = indices.length;
    const inputs = stepInputs({ bytes, labels, start: 0, end: batch, batch }, step, run);
    trainingStep(gan, inputs);
    disposeInputs(inputs);
  }
  return gan;
}

let classifier: Awaited<ReturnType<typeof trainClassifier>>;
let generator: FoldedGenerator;

beforeAll(async () => {
  const real = await garments(IMAGES, 0);
  classifier = await trainClassifier(real);
  const gan = trainGan(real);
  generator = new FoldedGenerator(gan.generator);
  gan.dispose();
}, 170_000);
afterAll(() => {
  classifier.dispose();
  generator.dispose();
});

/** The share of images that the classifier takes for what they are to be. */
function recognised(images: Tensor4D, labels: readonly number[] | Uint32Array): number {
  const named = (classifier.predict(images) as Tensor2D).argMax(1) as Tensor1D;
  return Array.from(named.dataSync()).filter((label, i) => label === labels[i]).length / labels.length;
}

it('the classifier names real garments that it has not seen', async () => {
  const unseen = await garments(20 * classes, 1_000_000);
  const share = tf.tidy(() => recognised(imagesOf(unseen), unseen.labels));
  expect(share).toBeGreaterThan(0.95);
});

it.each([...garmentKinds.entries()])('class %i: what is asked for as a %s is taken for one', (label) => {
  tf.tidy(() => {
    const latents = statelessNormal([JUDGED, 1, 1, nz], { seed: label, stream: 'noise', index: 0 });
    const weights = tf.reshape(oneHot(new Uint32Array(JUDGED).fill(label), classes), [JUDGED, 1, 1, classes]);
    const designs = generator.generate(tf.concat([latents, weights] as Tensor[], 3) as Tensor4D);
    // By chance it would be a sixth.
    expect(recognised(designs, Array(JUDGED).fill(label))).toBeGreaterThan(0.6);
  });
});
