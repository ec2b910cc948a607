import { describe, expect, it } from 'vitest';
import { installKernels } from '../../src/engine/kernels.js';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor2D, type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { Augmenter } from '../../src/gan/augmentations/augmenter.js';
import { flip } from '../../src/gan/augmentations/flip.js';
import { translation } from '../../src/gan/augmentations/translation.js';

installKernels();

const SIZE = 16;

function images(count: number): Tensor4D {
  return statelessNormal([count, SIZE, SIZE, 3], { seed: 1, stream: 'noise', index: 0 }) as Tensor4D;
}

function random(...rows: number[][]): Tensor2D {
  return tf.tensor2d(rows);
}

/** An image moved down and across, with 0 where nothing was. */
function moved(image: number[][][], down: number, across: number): number[][][] {
  return image.map((row, y) => row.map((_, x) => image[y - down]?.[x - across] ?? [0, 0, 0]));
}

describe('flip', () => {
  it('mirrors the photos whose number is below one half, pixel for pixel', () => {
    tf.tidy(() => {
      const photos = images(3);
      const [first, second, third] = photos.arraySync();
      const mirrored = flip.apply(photos, random([0.49], [0.5], [0]));
      const mirror = (image: number[][][] = []) => image.map((row) => row.toReversed());
      expect(mirrored.arraySync()).toEqual([mirror(first), second, mirror(third)]);
    });
  });
});

describe('translation', () => {
  it('shifts each image by up to an eighth of its size, and fills with 0', () => {
    tf.tidy(() => {
      const given = images(3);
      const [first = [], second = [], third = []] = given.arraySync();
      const shifted = translation.apply(given, random([0, 0], [0.999, 0.5], [0.5, 0.2]));
      // Of five places, −2 to 2, the first number says how far to the left, the second how far up.
      const expected = [moved(first, 2, 2), moved(second, 0, -2), moved(third, 1, 0)];
      expect(shifted.arraySync()).toEqual(expected);
    });
  });

  it('carries gradients back to where the pixels came from', () => {
    tf.tidy(() => {
      const given = images(2);
      const numbers = random([0.1, 0.7], [0.9, 0.3]);
      const weights = statelessNormal([2, SIZE, SIZE, 3], { seed: 2, stream: 'noise', index: 0 });
      const gradient = tf.grad((x) => tf.sum(tf.mul(translation.apply(x as Tensor4D, numbers), weights)))(given);
      // Of a linear function, the gradient times the input is the function.
      const value = tf.sum(tf.mul(translation.apply(given, numbers), weights)).arraySync() as number;
      expect(tf.sum(tf.mul(gradient, given)).arraySync()).toBeCloseTo(value, 3);
      const shiftedBack = translation.apply(weights as Tensor4D, tf.sub(0.9999999, numbers));
      expect(gradient.arraySync()).toEqual(shiftedBack.arraySync());
    });
  });
});

describe('the augmentations of a step', () => {
  const run = { manualSeed: 7, augmentations: ['translation'] as const };
  const whole = { start: 0, end: 6, batch: 6 };

  function shown(part: typeof whole, step: number, what: Parameters<Augmenter['shown']>[1]): number[][][][] {
    return tf.tidy(() => {
      const augmenter = Augmenter.draw(run, part, step);
      return augmenter.shown(tf.slice(images(6), [part.start], [part.end - part.start]), what).arraySync();
    });
  }

  it('are the same for an image in a batch and in a part of it, and whenever the step is taken', () => {
    const all = shown(whole, 3, 'photos');
    expect(shown(whole, 3, 'photos')).toEqual(all);
    expect(shown({ start: 2, end: 5, batch: 6 }, 3, 'photos')).toEqual(all.slice(2, 5));
    expect(shown(whole, 4, 'photos')).not.toEqual(all);
  });

  it('are drawn anew for photos, and for generated images in D’s step and in G’s', () => {
    const [photos, forD, forG] = (['photos', 'generated for D', 'generated for G'] as const).map((what) =>
      JSON.stringify(shown(whole, 0, what)),
    );
    expect(new Set([photos, forD, forG]).size).toBe(3);
  });

  it('do nothing, and take nothing, where a run names none', () => {
    const before = tf.memory().numTensors;
    const augmenter = Augmenter.draw({ manualSeed: 7, augmentations: [] }, whole, 0);
    const given = images(6);
    expect(augmenter.shown(augmenter.photos(given), 'photos')).toBe(given);
    given.dispose();
    augmenter.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
