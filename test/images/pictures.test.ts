import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { composeGrid, imagesFromBatch } from '../../src/images/grid.js';
import { renderLossChart, svgToPng } from '../../src/images/loss-chart.js';
import { encodePng } from '../../src/images/png.js';
import { encodeTimelapse } from '../../src/images/timelapse.js';

/** A grid of four grey images that are brighter each, on white. */
const grid = (level: number) =>
  composeGrid(
    imagesFromBatch(
      Uint8Array.from({ length: 4 * 8 * 8 * 3 }, (_, i) => level + Math.floor(i / 192)),
      4,
      8,
      3,
    ),
    {
      columns: 2,
    },
  );

describe('a grid', () => {
  it('lays images out in rows with two pixels around each, as torchvision’s make_grid', async () => {
    const pixels = grid(100);
    expect(pixels).toMatchObject({ width: 2 * 10 + 2, height: 2 * 10 + 2, channels: 3 });
    const at = (x: number, y: number) => pixels.data[(y * pixels.width + x) * 3];
    expect([at(0, 0), at(2, 2), at(12, 2), at(2, 12), at(12, 12), at(11, 5)]).toEqual([255, 100, 101, 102, 103, 255]);
    const decoded = await sharp(await encodePng(pixels))
      .raw()
      .toBuffer();
    expect(decoded.equals(Buffer.from(pixels.data))).toBe(true);
  });
});

describe('a timelapse', () => {
  it.each(['webp', 'gif'] as const)('as %s has a page for every grid, in order, and loops', async (format) => {
    const frames = await Promise.all([0, 60, 120].map((level) => encodePng(grid(level))));
    const { pages, loop, delay } = await sharp(await encodeTimelapse(frames, format)).metadata();
    expect({ pages, loop }).toEqual({ pages: 3, loop: 0 });
    expect(delay?.at(-1)).toBeGreaterThan(delay?.[0] as number);
  });
});

describe('a timelapse of one grid', () => {
  it.each(['webp', 'gif'] as const)(
    'is a still picture as %s: a job has one grid before its first epoch ends',
    async (format) => {
      const still = await sharp(await encodeTimelapse([await encodePng(grid(9))], format)).metadata();
      expect(still).toMatchObject({ format, width: 22, height: 22 });
    },
  );
});

describe('a loss plot', () => {
  it.each([1, 10, 100_000])('of %i steps shows G and D and becomes a picture', async (count) => {
    const steps = Array.from({ length: count }, (_, i) => ({ step: i + 1, lossD: 1 + Math.sin(i / 50), lossG: 2 }));
    const svg = await renderLossChart(steps);
    expect(svg).toContain('Generator and Discriminator Loss During Training');
    expect(svg.length).toBeLessThan(1_000_000);
    const { width, height } = await sharp(await svgToPng(svg)).metadata();
    expect([width, height]).toEqual([900, 450]);
  });
});
