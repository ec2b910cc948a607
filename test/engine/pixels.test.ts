import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { imagesFromBytes, imagesToBytes } from '../../src/engine/pixels.js';
import { tf } from '../../src/engine/tensorflow.js';
import { difference } from '../support/numeric.js';
import { readFloatTensors } from '../support/torch-fixture.js';

const levels = Uint8Array.from({ length: 256 }, (_, level) => level);

it('gives back every level exactly', () => {
  const images = imagesFromBytes(levels, [1, 16, 16, 1]);
  expect(images).toMatchObject({ shape: [1, 16, 16, 1], dtype: 'float32' });
  expect(imagesToBytes(images)).toEqual(levels);
  images.dispose();
});

it("makes of every level what torchvision's ToTensor and Normalize(0.5, 0.5) make", () => {
  const path = new URL('../fixtures/torchvision.safetensors', import.meta.url);
  const torchvision = readFloatTensors(readFileSync(path)).get('levels')?.data as Float32Array;
  const images = imagesFromBytes(levels, [1, 16, 16, 1]);
  const values = images.dataSync();
  images.dispose();
  expect(values[0]).toBe(-1);
  expect(values[255]).toBe(1);
  expect(difference(values as Float32Array, torchvision).maxAbs).toBeLessThan(2e-7);
});

it('keeps the order of images, rows, columns and channels', () => {
  const bytes = levels.subarray(0, 2 * 3 * 4 * 3);
  const images = imagesFromBytes(bytes, [2, 3, 4, 3]);
  const pixel = tf.tidy(() => imagesToBytes(images.slice([1, 2, 3, 0], [1, 1, 1, 3])));
  expect([...pixel]).toEqual([...bytes.subarray(-3)]);
  images.dispose();
});

it('rounds to the nearest level and clips what is out of range', () => {
  const images = tf.tensor1d([-1, -1 + 0.49 / 127.5, -1 + 0.51 / 127.5, 0.999, 1, 1.5, -3]);
  expect([...imagesToBytes(images)]).toEqual([0, 0, 1, 255, 255, 255, 0]);
  images.dispose();
});

it('refuses bytes that do not fill the shape', () => {
  expect(() => imagesFromBytes(levels, [2, 16, 16, 1])).toThrow();
});

it('leaves no tensor behind but the images', () => {
  const before = tf.memory().numTensors;
  const images = imagesFromBytes(levels, [1, 16, 16, 1]);
  expect(tf.memory().numTensors).toBe(before + 1);
  imagesToBytes(images);
  expect(tf.memory().numTensors).toBe(before + 1);
  images.dispose();
});
