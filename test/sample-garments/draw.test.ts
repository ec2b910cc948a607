import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { drawGarment, garmentKinds } from '../../scripts/sample-garments/index.js';

const seeds = Array.from({ length: 40 }, (_, seed) => seed);
const size = 64;

/** RGB pixels at the size the network sees. */
async function render(svg: string): Promise<Buffer> {
  return sharp(Buffer.from(svg)).resize(size, size).removeAlpha().raw().toBuffer();
}

/** Whether a pixel is garment rather than paper or shadow: far from the paper's off-white. */
function isGarment(pixels: Buffer, x: number, y: number): boolean {
  const at = (y * size + x) * 3;
  const paper = [245, 243, 239];
  return paper.some((value, channel) => Math.abs((pixels[at + channel] ?? 0) - value) > 24);
}

/** The garment's box and how many of its pixels differ from the paper. */
function measure(pixels: Buffer) {
  const box = { left: size, right: -1, top: size, bottom: -1, pixels: 0 };
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      if (!isGarment(pixels, x, y)) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
      box.pixels += 1;
    }
  return box;
}

test('there are six kinds, in alphabetical order', () => {
  expect(garmentKinds).toEqual(['dress', 'shirt', 'shoe', 'skirt', 't-shirt', 'trousers']);
  expect([...garmentKinds].sort()).toEqual(garmentKinds);
});

describe.each(garmentKinds)('%s', (kind) => {
  test('is the same for the same seed and another for every other seed', () => {
    const drawings = seeds.map((seed) => drawGarment(kind, seed));
    expect(seeds.map((seed) => drawGarment(kind, seed))).toEqual(drawings);
    expect(new Set(drawings).size).toBe(seeds.length);
  });

  test('is clean, small SVG: no broken number, no id defined twice', () => {
    for (const seed of seeds) {
      const svg = drawGarment(kind, seed);
      expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 100 100"[^>]*>.*<\/svg>$/);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
      expect(svg.length).toBeLessThan(8_000);
    }
  });

  test('lies centred on light paper, fills the frame and is not cut off', async () => {
    for (const seed of seeds) {
      const pixels = await render(drawGarment(kind, seed));
      const box = measure(pixels);
      const where = `seed ${seed}: ${JSON.stringify(box)}`;

      // Nothing but paper within one pixel of the frame, corners included.
      expect(Math.min(box.left, box.top), where).toBeGreaterThanOrEqual(1);
      expect(Math.max(box.right, box.bottom), where).toBeLessThanOrEqual(size - 2);
      expect(Math.abs(box.left + box.right - (size - 1)), where).toBeLessThanOrEqual(4);
      expect(Math.abs(box.top + box.bottom - (size - 1)), where).toBeLessThanOrEqual(6);
      expect(Math.max(box.right - box.left, box.bottom - box.top) / size, where).toBeGreaterThan(0.65);
      // White cloth hardly differs from the paper, but its outline and shading still do.
      expect(box.pixels / size ** 2, where).toBeGreaterThan(0.08);
      expect(box.pixels / size ** 2, where).toBeLessThan(0.7);
    }
  });

  test('comes in many colours', async () => {
    const colours = new Set<string>();
    for (const seed of seeds) {
      const pixels = await render(drawGarment(kind, seed));
      // Left of the middle and low enough to miss collars, buttons and folds.
      const at = (38 * size + 25) * 3;
      colours.add([0, 1, 2].map((channel) => (pixels[at + channel] ?? 0) >> 5).join());
    }
    expect(colours.size).toBeGreaterThanOrEqual(10);
  });
});

test('kinds with one seed do not share their choices', () => {
  const fills = garmentKinds.map((kind) =>
    drawGarment(kind, 1)
      .match(/fill="#[0-9a-f]{6}"/g)
      ?.at(2),
  );
  expect(new Set(fills).size).toBeGreaterThan(1);
});
