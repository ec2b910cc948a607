/** Against a NumPy program that was written from the paper: test/fixtures/make_swd_fixtures.py. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';
import { NEIGHBOURHOOD } from '../../src/metrics/descriptors.js';
import type { ImageSet } from '../../src/metrics/measurement.js';
import { type LevelDraws, levelSizes, project, slicedWasserstein } from '../../src/metrics/sliced-wasserstein.js';
import { formula } from '../support/numeric.js';

interface Case {
  readonly name: string;
  readonly size: number;
  readonly channels: number;
  readonly images: number;
  readonly placesAnImage: number;
  readonly directions: number;
  readonly levels: readonly { readonly size: number; readonly distance: number }[];
  readonly average: number;
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/swd.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

/** Ours computes in float32, the reference in float64. They differ by 9e-8 at most. */
const RELATIVE = 1e-6;

function imagesOf({ name, size, channels, images: count }: Case, kind: string): ImageSet {
  const cells = size / 8;
  const blocks = formula(`${name}.${kind}.blocks`, count * cells ** 2 * channels);
  const pixels = formula(`${name}.${kind}.pixels`, count * size ** 2 * channels);
  const bytes = Uint8Array.from(pixels, (pixel, i) => {
    const channel = i % channels;
    const column = Math.floor(i / channels) % size;
    const row = Math.floor(i / channels / size) % size;
    const image = Math.floor(i / channels / size ** 2);
    const block = ((image * cells + Math.floor(row / 8)) * cells + Math.floor(column / 8)) * channels + channel;
    return Math.floor((0.75 * (blocks[block] as number) + 0.25 * pixel + 1) * 127.5);
  });
  return { bytes, count, size, channels };
}

function drawsOf({ name, size, channels, images, placesAnImage, directions }: Case): LevelDraws[] {
  return levelSizes(size).map((level) => {
    const label = `${name}.${level}`;
    const room = level - NEIGHBOURHOOD + 1;
    const [rows, columns] = ['rows', 'columns'].map((axis) =>
      formula(`${label}.${axis}`, images * placesAnImage, room / 2, room / 2).map(Math.floor),
    ) as [Float64Array, Float64Array];
    const places = Array.from(rows, (row, i) => ({
      image: Math.floor(i / placesAnImage),
      row,
      column: columns[i] as number,
    }));
    const length = channels * NEIGHBOURHOOD ** 2;
    const drawn = formula(`${label}.directions`, directions * length);
    const unit = drawn.map((value, i) => {
      const direction = drawn.subarray(i - (i % length), i - (i % length) + length);
      return value / Math.hypot(...direction);
    });
    return { places, directions: Float32Array.from(unit) };
  });
}

describe.each(cases)('$name', (given) => {
  const draws = drawsOf(given);
  const photos = project(imagesOf(given, 'photos'), draws);

  it("the distance is NumPy's on every level", () => {
    const found = slicedWasserstein(photos, project(imagesOf(given, 'designs'), draws));
    expect(found.levels.map(({ size }) => size)).toEqual(given.levels.map(({ size }) => size));
    for (const [i, { distance }] of found.levels.entries()) {
      const expected = given.levels[i]?.distance as number;
      expect(Math.abs(distance / expected - 1)).toBeLessThan(RELATIVE);
    }
    expect(Math.abs(found.average / given.average - 1)).toBeLessThan(RELATIVE);
  });

  it('equal images are at distance 0', () => {
    const again = slicedWasserstein(photos, project(imagesOf(given, 'photos'), draws));
    expect(again.average).toBe(0);
  });

  it('images without any structure have a distance too, and no tensor is left over', () => {
    const before = tf.memory().numTensors;
    const flat = imagesOf(given, 'photos');
    flat.bytes.fill(128);
    const { average } = slicedWasserstein(photos, project(flat, draws));
    expect(average).toBeGreaterThan(100);
    expect(tf.memory().numTensors).toBe(before);
  });
});
