/** Against a NumPy program that was written from the paper, test/fixtures/make_ms_ssim_fixtures.py, and on made-up images. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';
import type { ImageSet } from '../../src/metrics/measurement.js';
import { meanMsSsim, msSsim } from '../../src/metrics/ms-ssim.js';
import { formula } from '../support/numeric.js';

interface Case {
  readonly name: string;
  readonly size: number;
  readonly channels: number;
  readonly images: number;
  readonly mean: number;
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/ms-ssim.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

/** Ours computes in float32, the reference in float64. */
const RELATIVE = 2e-6;

/** Blocks of 8×8 pixels that all images share, others of their own, and single pixels. */
function imagesOf({ name, size, channels, images: count }: Omit<Case, 'mean'>): ImageSet {
  const cells = size / 8;
  const label = `ms-ssim.${name}`;
  const shared = formula(`${label}.shared`, cells ** 2 * channels);
  const own = formula(`${label}.own`, count * cells ** 2 * channels);
  const pixels = formula(`${label}.pixels`, count * size ** 2 * channels);
  const bytes = Uint8Array.from(pixels, (pixel, i) => {
    const channel = i % channels;
    const column = Math.floor(i / channels) % size;
    const row = Math.floor(i / channels / size) % size;
    const image = Math.floor(i / channels / size ** 2);
    const block = (Math.floor(row / 8) * cells + Math.floor(column / 8)) * channels + channel;
    const blocks = 0.5 * (shared[block] as number) + 0.375 * (own[image * cells ** 2 * channels + block] as number);
    return Math.floor((blocks + 0.125 * pixel + 1) * 127.5);
  });
  return { bytes, count, size, channels };
}

/** Each pixel as the mean of those around it. */
function blurred({ bytes, size, channels }: ImageSet, radius: number): Uint8Array {
  const row = size * channels;
  return bytes.map((_, i) => {
    const [x, y] = [Math.floor((i % row) / channels), Math.floor(i / row) % size];
    let [sum, count] = [0, 0];
    for (let dy = Math.max(-radius, -y); dy <= Math.min(radius, size - 1 - y); dy++) {
      for (let dx = Math.max(-radius, -x); dx <= Math.min(radius, size - 1 - x); dx++) {
        sum += bytes[i + dy * row + dx * channels] as number;
        count++;
      }
    }
    return Math.round(sum / count);
  });
}

const inOrder = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);

describe.each(cases)('$name', (given) => {
  it("the mean of the pairs is NumPy's", () => {
    const found = meanMsSsim(imagesOf(given), inOrder(given.images));
    expect(Math.abs(found / given.mean - 1)).toBeLessThan(RELATIVE);
  });
});

describe('the diversity of 80 images', () => {
  const count = 80;
  const photos = imagesOf({ name: 'photos', size: 32, channels: 3, images: count });
  const length = photos.bytes.length / count;
  const measure = msSsim(photos, 7);
  const like = (bytes: Uint8Array) => ({ ...photos, bytes });

  it('the photos themselves are as diverse as the photos', () => {
    const { designs, photos: ofPhotos } = measure(photos) as NonNullable<ReturnType<typeof measure>>;
    expect(designs).toBe(ofPhotos);
    expect(ofPhotos).toBeGreaterThan(0.3);
    expect(ofPhotos).toBeLessThan(0.8);
  });

  it('one image over and over has 1, and so has a generator that has collapsed', () => {
    const same = photos.bytes.map((_, i) => photos.bytes[i % length] as number);
    expect(measure(like(same))?.designs).toBe(1);
    // The same image with a little noise of each design's own.
    const noise = formula('noise', same.length, 0, 4);
    expect(measure(like(same.map((level, i) => level + (noise[i] as number))))?.designs).toBeGreaterThan(0.95);
  });

  it('two images in turn are less diverse than 80', () => {
    const two = photos.bytes.map((_, i) => photos.bytes[i % (2 * length)] as number);
    const { designs, photos: ofPhotos } = measure(like(two)) as NonNullable<ReturnType<typeof measure>>;
    expect(designs).toBeGreaterThan(ofPhotos + 0.1);
  });

  it('noise is more diverse than photos, and grows more so as it grows', () => {
    const noise = formula('noise', photos.bytes.length);
    const values = [0, 20, 60].map((amount) => {
      const noisy = photos.bytes.map((level, i) => Math.max(0, Math.min(255, level + amount * (noise[i] as number))));
      return measure(like(noisy))?.designs as number;
    });
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(measure(like(Uint8Array.from(noise, (value) => 127.5 + 127 * value)))?.designs).toBeLessThan(0.05);
  });

  it('blurred photos are less diverse than photos', () => {
    const values = [0, 1, 3].map((radius) => measure(like(blurred(photos, radius)))?.designs as number);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(values[2]).toBeGreaterThan(values[0] as number);
  });

  it('grey images without any structure are all alike', () => {
    expect(measure(like(new Uint8Array(photos.bytes.length).fill(128)))?.designs).toBe(1);
  });

  it('it depends on the seed, and leaves no tensors', () => {
    const before = tf.memory().numTensors;
    expect(msSsim(photos, 7)(photos)).toEqual(measure(photos));
    expect(msSsim(photos, 8)(photos)).not.toEqual(measure(photos));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('a single image has none', () => {
    const one = { ...photos, bytes: photos.bytes.subarray(0, length), count: 1 };
    expect(msSsim(one, 7)(one)).toBeUndefined();
  });
});
