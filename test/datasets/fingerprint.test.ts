import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderGarment } from '../../scripts/sample-garments/index.js';
import type { Fingerprint } from '../../src/datasets/fingerprint.js';
import { inspectImage } from '../../src/datasets/inspect.js';
import { findNearDuplicates } from '../../src/datasets/near-duplicates.js';

const photos = ['rgb-640x480.jpg', 'rgb-200x150.png', 'progressive-900x1200.jpg', 'rgb-96x128.jpg'];
const read = (name: string) => readFile(join(import.meta.dirname, '../fixtures/images', name));

async function groupsOf(images: readonly Buffer[]): Promise<number[][]> {
  return findNearDuplicates(await Promise.all(images.map(inspectImage))).groups;
}

describe('images that look the same', () => {
  it('are found whatever their size, format and compression', async () => {
    const images: Buffer[] = [];
    for (const name of photos) {
      const photo = await read(name);
      const { width = 0 } = await sharp(photo).metadata();
      images.push(
        photo,
        await sharp(photo)
          .resize(Math.round(0.7 * width))
          .jpeg({ quality: 60 })
          .toBuffer(),
        await sharp(photo).webp({ lossless: true }).toBuffer(),
        await sharp(photo).png().toBuffer(),
      );
    }
    expect(await groupsOf(images)).toEqual(photos.map((_, i) => [0, 1, 2, 3].map((copy) => 4 * i + copy)));
  });

  it('are found when one is stored turned, with an EXIF orientation that turns it back', async () => {
    const upright = await sharp(await read('rgb-640x480.jpg'))
      .png()
      .toBuffer();
    const turned = await sharp(await sharp(upright).rotate(270).png().toBuffer())
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(await groupsOf([upright, turned])).toEqual([[0, 1]]);
  });

  it('are not those of another colour, or other garments on an equal background', async () => {
    const photo = await read('rgb-640x480.jpg');
    const red = await sharp(photo).tint('red').png().toBuffer();
    const garments = await Promise.all(
      (['dress', 'shoe', 'shirt', 'trousers', 't-shirt', 'skirt'] as const).map((kind, i) =>
        renderGarment(kind, i, 96),
      ),
    );
    expect(await groupsOf([photo, red, ...garments])).toEqual([]);
  });
});

describe('the search', () => {
  const flat = (level: number): Fingerprint => ({
    hash: '0'.repeat(64),
    meanColour: `#${level.toString(16).padStart(2, '0').repeat(3)}`,
  });

  it('joins chains of images that are near each other', () => {
    expect(findNearDuplicates([flat(0), flat(100), flat(8), flat(16), flat(109)])).toEqual({
      groups: [[0, 2, 3]],
      complete: true,
    });
  });

  it('gives up, and says so, when there is too much to compare', () => {
    const many = Array.from({ length: 100 }, () => flat(7));
    expect(findNearDuplicates(many)).toEqual({ groups: [[...many.keys()]], complete: true });
    expect(findNearDuplicates(many, { maxComparisons: 50 }).complete).toBe(false);
  });
});
