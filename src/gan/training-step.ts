import { pullback } from '../engine/pullback.js';
import { type Tensor, type Tensor4D, tf } from '../engine/tensorflow.js';
import type { Dcgan } from './dcgan.js';
import { binaryCrossEntropy, FAKE, meanProbability, REAL } from './losses.js';

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

/**
 * One step of the tutorial: D learns from a batch of real and one of generated images, then G learns from what the
 * new D thinks of those same generated images.
 *
 * @param real [batch, size, size, nc] in [-1, 1]
 * @param noise [batch, 1, 1, nz]
 */
export function trainingStep(gan: Dcgan, real: Tensor4D, noise: Tensor4D): StepMetrics {
  const { generator, discriminator, generatorAdam, discriminatorAdam } = gan;

  const report = tf.tidy(() => {
    const weightsG = generator.readWeights();
    const { gradients, extras } = pullback(
      () => generator.forwardTraining(weightsG, noise),
      weightsG,
      (images) => {
        const fake = images as Tensor4D;

        // (1) Update D: maximise log D(x) + log(1 - D(G(z)))
        const [lossD, dReal, dFakeBefore] = tf.tidy(() => {
          const weightsD = discriminator.readWeights();
          const onReal = judge(gan, weightsD, real, REAL, weightsD);
          const onFake = judge(gan, weightsD, fake, FAKE, weightsD);
          discriminatorAdam.apply(
            onReal.gradients.map((gradient, i) => tf.add(gradient, onFake.gradients[i] as Tensor)),
          );
          return [tf.add(onReal.loss, onFake.loss), onReal.probability, onFake.probability] as const;
        });

        // (2) Update G: maximise log D(G(z)) under the new D, of which only d(loss)/d(images) is wanted
        const onFakeAgain = judge(gan, discriminator.readWeights(), fake, REAL, [fake]);

        return {
          cotangent: onFakeAgain.gradients[0] as Tensor,
          extras: [lossD, onFakeAgain.loss, dReal, dFakeBefore, onFakeAgain.probability],
        };
      },
    );
    generatorAdam.apply(gradients);
    return tf.stack(extras);
  });

  const [lossD, lossG, dReal, dFakeBefore, dFakeAfter] = report.dataSync() as unknown as FiveNumbers;
  report.dispose();
  return { lossD, lossG, dReal, dFakeBefore, dFakeAfter };
}

type FiveNumbers = [number, number, number, number, number];

/** Shows `images` to D and carries its loss against `target` back to `inputs`: D's weights, or the images. */
function judge(
  { discriminator }: Dcgan,
  weights: readonly Tensor[],
  images: Tensor4D,
  target: typeof REAL | typeof FAKE,
  inputs: readonly Tensor[],
): { gradients: Tensor[]; loss: Tensor; probability: Tensor } {
  const { gradients, extras } = pullback(
    () => discriminator.forwardTraining(weights, images),
    inputs,
    (logits) => {
      const loss = tf.valueAndGrad((answers: Tensor) => binaryCrossEntropy(answers, target))(logits);
      return { cotangent: loss.grad, extras: [loss.value, meanProbability(logits)] as const };
    },
  );
  const [loss, probability] = extras;
  return { gradients, loss, probability };
}
