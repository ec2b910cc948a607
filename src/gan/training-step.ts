import { pullback } from '../engine/pullback.js';
import type { Addends } from '../engine/replicas/gradient-exchange.js';
import { type Tensor, type Tensor4D, tf } from '../engine/tensorflow.js';
import type { Dcgan } from './dcgan.js';
import { binaryCrossEntropy, FAKE, meanProbability, REAL } from './losses.js';
import type { Network } from './network.js';
import type { StepInputs } from './step-inputs.js';

/** What a step reports, under the names of the stream's `step` events. */
export interface StepMetrics {
  /** BCE(D(x), 1) + BCE(D(G(z)), 0) */
  readonly lossD: number;
  /** BCE(D(G(z)), 1) after D's update */
  readonly lossG: number;
  /** mean D(x) */
  readonly dReal: number;
  /** mean D(G(z)) before and after D's update */
  readonly dFakeBefore: number;
  readonly dFakeAfter: number;
}

/** What a step's images are of the batch that the networks learn from. */
export interface StepPart {
  /** The part's images over the batch's. Losses are means over the batch, so it weighs all that is summed. */
  readonly share: number;
  /** Adds what the other parts have found. */
  readonly sum: (addends: Addends) => Addends;
}

const WHOLE_BATCH: StepPart = { share: 1, sum: (addends) => addends };

/** How many figures come with D's and G's gradients. */
const FIGURES_D = 3;
const FIGURES_G = 2;
export const MAX_FIGURES = Math.max(FIGURES_D, FIGURES_G);

/**
 * One step of the tutorial: D learns from a batch of real and one of generated images, then G learns from what the
 * new D thinks of those same generated images.
 *
 * Of a part of a batch, it is the step of one replica of PyTorch's DataParallel: the part has its own batch statistics,
 * gradients and metrics are those of the whole batch.
 *
 * Conditional networks are asked for images of the same classes as the real ones, one for one.
 */
export function trainingStep(
  gan: Dcgan,
  { real, noise, labels }: StepInputs,
  part: StepPart = WHOLE_BATCH,
): StepMetrics {
  const { generator, discriminator, generatorAdam, discriminatorAdam } = gan;

  const report = tf.tidy(() => {
    const weightsG = generator.readWeights();
    const { gradients, extras } = pullback(
      () => generator.forwardTraining(weightsG, noise, labels),
      weightsG,
      (images) => {
        const fake = images as Tensor4D;

        // (1) Update D: maximise log D(x) + log(1 - D(G(z)))
        const figuresD = tf.tidy(() => {
          const weightsD = discriminator.readWeights();
          const onReal = judge(gan, weightsD, { images: real, labels }, REAL, weightsD, part);
          const onFake = judge(gan, weightsD, { images: fake, labels }, FAKE, weightsD, part);
          const ofBatch = part.sum({
            gradients: onReal.gradients.map((gradient, i) => tf.add(gradient, onFake.gradients[i] as Tensor)),
            figures: tf.stack([tf.add(onReal.loss, onFake.loss), onReal.probability, onFake.probability]),
          });
          discriminatorAdam.apply(ofBatch.gradients);
          return ofBatch.figures;
        });

        // (2) Update G: maximise log D(G(z)) under the new D, of which only d(loss)/d(images) is wanted
        const onFakeAgain = judge(gan, discriminator.readWeights(), { images: fake, labels }, REAL, [fake], part);

        return {
          cotangent: onFakeAgain.gradients[0] as Tensor,
          extras: [figuresD, tf.stack([onFakeAgain.loss, onFakeAgain.probability])],
        };
      },
    );
    const [figuresD, figuresG] = extras as [Tensor, Tensor];
    const ofBatch = part.sum({ gradients, figures: figuresG });
    generatorAdam.apply(ofBatch.gradients);
    gan.updateAverage();
    return tf.concat([figuresD, ofBatch.figures]);
  });

  const [lossD, dReal, dFakeBefore, lossG, dFakeAfter] = report.dataSync() as unknown as FiveNumbers;
  report.dispose();
  return { lossD, lossG, dReal, dFakeBefore, dFakeAfter };
}

type FiveNumbers = [number, number, number, number, number];

/**
 * The step of a replica that has no images of the batch, because there are fewer than replicas: it learns what the
 * others have found.
 * @param receive sums over the other replicas, of the shapes that are asked for
 */
export function trainingStepWithoutImages(
  { generator, discriminator, generatorAdam, discriminatorAdam }: Dcgan,
  receive: (shapes: (readonly number[])[]) => Addends,
): void {
  const shapesOf = ({ trainable }: Network) => trainable.map(({ shape }) => shape);
  tf.tidy(() => {
    discriminatorAdam.apply(receive([...shapesOf(discriminator), [FIGURES_D]]).gradients);
    generatorAdam.apply(receive([...shapesOf(generator), [FIGURES_G]]).gradients);
  });
}

/** Shows images to D and carries its loss against `target` back to `inputs`: D's weights, or the images. */
function judge(
  { discriminator }: Dcgan,
  weights: readonly Tensor[],
  { images, labels }: { images: Tensor4D; labels: StepInputs['labels'] },
  target: typeof REAL | typeof FAKE,
  inputs: readonly Tensor[],
  { share }: StepPart,
): { gradients: Tensor[]; loss: Tensor; probability: Tensor } {
  const { gradients, extras } = pullback(
    () => discriminator.forwardTraining(weights, images, labels),
    inputs,
    (logits) => {
      const loss = tf.valueAndGrad((answers: Tensor) => tf.mul(binaryCrossEntropy(answers, target), share))(logits);
      return { cotangent: loss.grad, extras: [loss.value, tf.mul(meanProbability(logits), share)] as const };
    },
  );
  const [loss, probability] = extras;
  return { gradients, loss, probability };
}
