import { createHash } from 'node:crypto';
import type { AugmentationName } from '../../contracts/hyperparameters.js';
import type { BatchPart } from '../../datasets/batch-reader.js';
import { convert } from '../../engine/ops/convert.js';
import { statelessUniform } from '../../engine/random.js';
import { type Tensor2D, type Tensor4D, tf } from '../../engine/tensorflow.js';
import type { Augmentation } from './augmentation.js';
import { augmentations } from './index.js';

/** The images that D is shown in a step, in its order: each is augmented by draws of its own. */
const SHOWN = ['photos', 'generated for D', 'generated for G'] as const;
export type Shown = (typeof SHOWN)[number];

interface Drawn {
  readonly augmentation: Augmentation;
  /** For each image and each time that D is shown one: [images, times, numbers]. */
  readonly random: Tensor2D[];
}

/**
 * A step's augmentations. Randomness is drawn as the noise is: by seed, step and augmentation, for the whole batch before it
 * is divided, so that a resumed run, and one with several replicas, augments each image alike. Each augmentation draws by
 * itself, so that one more changes no other.
 */
export class Augmenter {
  private constructor(private readonly drawn: readonly Drawn[]) {}

  /** The caller disposes of it. @param step from 0, over the whole run */
  static draw(
    {
      augmentations: names,
      manualSeed,
    }: { readonly augmentations: readonly AugmentationName[]; readonly manualSeed: number },
    { start, end, batch }: Pick<BatchPart, 'start' | 'end' | 'batch'>,
    step: number,
  ): Augmenter {
    const drawn = names.map((name) => {
      const augmentation = augmentations[name];
      const { numbers } = augmentation;
      const seed = createHash('sha256').update(`${manualSeed} ${name}`).digest().readInt32LE();
      const random = tf.tidy(() => {
        const all = statelessUniform([batch, SHOWN.length, numbers], { seed, stream: 'augmentation', index: step });
        return tf.unstack(tf.slice(all, [start, 0, 0], [end - start, SHOWN.length, numbers]), 1) as Tensor2D[];
      });
      return { augmentation, random };
    });
    return new Augmenter(drawn);
  }

  /** Changes photos as the dataset could have had them. Run it within `tf.tidy`. */
  photos(images: Tensor4D): Tensor4D {
    return this.#apply('photos', images, 'photos');
  }

  /** Changes what D is about to see; differentiable by the images. */
  shown(images: Tensor4D, what: Shown): Tensor4D {
    return this.#apply('discriminator', images, what);
  }

  dispose(): void {
    for (const { random } of this.drawn) tf.dispose(random);
  }

  #apply(of: Augmentation['of'], images: Tensor4D, what: Shown): Tensor4D {
    return this.drawn
      .filter(({ augmentation }) => augmentation.of === of)
      .reduce(
        (x, { augmentation, random }) =>
          augmentation.apply(convert(x, 'float32'), random[SHOWN.indexOf(what)] as Tensor2D),
        images,
      );
  }
}
