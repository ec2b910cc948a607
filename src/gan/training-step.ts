import { pullback } from '../engine/pullback.js';
import type { Addends } from '../engine/replicas/gradient-exchange.js';
import { type Tensor, type Tensor4D, tf } from '../engine/tensorflow.js';
import type { Shown } from './augmentations/augmenter.js';
import type { Gan } from './gan.js';
import type { Network } from './network.js';
import type { StepInputs } from './step-inputs.js';

/** What a step reports, under the names of the stream's `step` events; the objective says what each is. */
export interface StepMetrics {
  /** What D minimised, on real and generated images together. */
  readonly lossD: number;
  /** What G minimised, after D's update. */
  readonly lossG: number;
  /** D(x) */
  readonly dReal: number;
  /** D(G(z)) before and after D's update */
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

/** How many metrics come with D's and G's gradients. */
const METRICS_D = 3;
const METRICS_G = 2;
export const MAX_METRICS = Math.max(METRICS_D, METRICS_G);

/**
 * One step of the tutorial: D learns from a batch of real and one of generated images, then G learns from what the
 * new D thinks of those same generated images. What they minimise is the objective's; what D sees is augmented.
 *
 * Of a part of a batch, it is the step of one replica of PyTorch's DataParallel: the part has its own batch statistics,
 * gradients and metrics are those of the whole batch.
 *
 * Conditional networks are asked for images of the same classes as the real ones, one for one.
 */
export function trainingStep(gan: Gan, inputs: StepInputs, part: StepPart = WHOLE_BATCH): StepMetrics {
  const { generator, discriminator, objective, generatorAdam, discriminatorAdam } = gan;
  const { real, noise, labels } = inputs;

  const report = tf.tidy(() => {
    const weightsG = generator.readWeights();
    const { gradients, extras } = pullback(
      () => generator.forwardTraining(weightsG, noise, labels),
      weightsG,
      (images) => {
        const fake = images as Tensor4D;
        const show = (what: Shown, images: Tensor4D, loss: Loss, weightsD: readonly Tensor[], by: readonly Tensor[]) =>
          discriminatorLoss(gan, inputs, part, { what, images, loss, weightsD, by });

        // (1) Update D: the tutorial's maximises log D(x) + log(1 - D(G(z)))
        const metricsD = tf.tidy(() => {
          const weightsD = discriminator.readWeights();
          const onReal = show('photos', real, objective.onReal, weightsD, weightsD);
          const onFake = show('generated for D', fake, objective.onFake, weightsD, weightsD);
          const ofBatch = part.sum({
            gradients: onReal.gradients.map((gradient, i) => tf.add(gradient, onFake.gradients[i] as Tensor)),
            metrics: tf.stack([tf.add(onReal.loss, onFake.loss), onReal.reported, onFake.reported]),
          });
          discriminatorAdam.apply(ofBatch.gradients);
          return ofBatch.metrics;
        });

        // (2) Update G: the tutorial's maximises log D(G(z)) under the new D, of which only d(loss)/d(images) is wanted
        const onFakeAgain = show('generated for G', fake, objective.generator, discriminator.readWeights(), [fake]);

        return {
          cotangent: onFakeAgain.gradients[0] as Tensor,
          extras: [metricsD, tf.stack([onFakeAgain.loss, onFakeAgain.reported])],
        };
      },
    );
    const [metricsD, metricsG] = extras as [Tensor, Tensor];
    const ofBatch = part.sum({ gradients, metrics: metricsG });
    generatorAdam.apply(ofBatch.gradients);
    gan.updateAverage();
    return tf.concat([metricsD, ofBatch.metrics]);
  });

  const [lossD, dReal, dFakeBefore, lossG, dFakeAfter] = report.dataSync() as unknown as FiveNumbers;
  report.dispose();
  return { lossD, lossG, dReal, dFakeBefore, dFakeAfter };
}

type FiveNumbers = [number, number, number, number, number];
type Loss = (logits: Tensor) => Tensor;

/**
 * The step of a replica that has no images of the batch, because there are fewer than replicas: it learns what the
 * others have found.
 * @param receive sums over the other replicas, of the shapes that are asked for
 */
export function trainingStepWithoutImages(
  { generator, discriminator, generatorAdam, discriminatorAdam }: Gan,
  receive: (shapes: (readonly number[])[]) => Addends,
): void {
  const shapesOf = ({ trainable }: Network) => trainable.map(({ shape }) => shape);
  tf.tidy(() => {
    discriminatorAdam.apply(receive([...shapesOf(discriminator), [METRICS_D]]).gradients);
    generatorAdam.apply(receive([...shapesOf(generator), [METRICS_G]]).gradients);
  });
}

interface Showing {
  readonly what: Shown;
  readonly images: Tensor4D;
  readonly loss: Loss;
  readonly weightsD: readonly Tensor[];
  /** What the loss is differentiated by: D's weights, or the images. */
  readonly by: readonly Tensor[];
}

/** Shows images to D, augmented, and carries its loss back. */
function discriminatorLoss(
  { discriminator, objective }: Gan,
  { labels, augmenter }: StepInputs,
  { share }: StepPart,
  { what, images, loss, weightsD, by }: Showing,
): { gradients: Tensor[]; loss: Tensor; reported: Tensor } {
  const { gradients, extras } = pullback(
    () => discriminator.forwardTraining(weightsD, augmenter?.shown(images, what) ?? images, labels),
    by,
    (logits) => {
      const { value, grad } = tf.valueAndGrad((l: Tensor) => tf.mul(loss(l), share))(logits);
      return { cotangent: grad, extras: [value, tf.mul(objective.reported(logits), share)] as const };
    },
  );
  const [value, reported] = extras;
  return { gradients, loss: value, reported };
}
