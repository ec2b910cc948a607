import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeAnimation } from '../../src/images/animation.js';
import { enlarge } from '../../src/images/enlarge.js';
import { composeGrid, imagesFromBatch } from '../../src/images/grid.js';
import { renderLossChart } from '../../src/images/loss-chart.js';
import type { Pixels } from '../../src/images/pixels.js';
import { encodePng } from '../../src/images/png.js';
import { encodeTimelapse, shownFrames } from '../../src/images/timelapse.js';

/** A picture with structure: no two neighbouring pixels are equal. */
function gradient(channels: 1 | 3, size = 16, shift = 0): Pixels {
  const data = Uint8Array.from({ length: size * size * channels }, (_, i) => (i * 7 + shift) % 256);
  return { data, width: size, height: size, channels };
}

describe('a PNG', () => {
  it.each([1, 3] as const)('of %i channels has exactly the pixels, and the same bytes every time', async (channels) => {
    const pixels = gradient(channels);
    const png = await encodePng(pixels);
    expect(await encodePng(pixels)).toEqual(png);
    expect(await sharp(png).metadata()).toMatchObject({ channels, width: 16, height: 16 });
    const decoded = sharp(png).toColourspace(channels === 1 ? 'b-w' : 'srgb');
    expect(new Uint8Array(await decoded.raw().toBuffer())).toEqual(pixels.data);
  });
});

describe('a PNG with a text', () => {
  it('has it in a chunk of its own, and is read by others as before', async () => {
    const pixels = gradient(3, 200);
    const png = await encodePng(pixels, { 'atelier-recipe': '{"seed":1}' });
    const chunk = Buffer.from('tEXtatelier-recipe\0{"seed":1}');
    expect(png.includes(chunk)).toBe(true);
    expect(new Uint8Array(await sharp(png).raw().toBuffer())).toEqual(pixels.data);
  });
});

describe('an enlarged picture', () => {
  it.each([1, 3] as const)('of %i channels has the same, and the size of the scale', async (channels) => {
    const flat = { data: new Uint8Array(16 * 16 * channels).fill(77), width: 16, height: 16, channels };
    const large = await enlarge(flat, 3);
    expect(large).toMatchObject({ width: 48, height: 48, channels });
    expect(large.data).toHaveLength(48 * 48 * channels);
    expect(new Set(large.data)).toEqual(new Set([77]));
    expect(await enlarge(flat, 1)).toBe(flat);
  });
});

describe('an animation', () => {
  it('as webp shows exactly the frames', async () => {
    const frames = [0, 90, 180].map((shift) => gradient(3, 16, shift));
    const animation = await encodeAnimation(frames, 'webp');
    expect(await sharp(animation).metadata()).toMatchObject({ pages: 3, loop: 0, delay: [100, 100, 100] });
    for (const [page, frame] of frames.entries()) {
      const shown = await sharp(animation, { page }).removeAlpha().raw().toBuffer();
      expect(new Uint8Array(shown)).toEqual(frame.data);
    }
  });

  it.each([
    ['gif', 3, 2],
    ['gif', 1, 3],
    ['webp', 1, 1],
  ] as const)('as %s of %i channels has %i frames', async (format, channels, count) => {
    const frames = Array.from({ length: count }, (_, i) => gradient(channels, 16, 40 * i));
    const { pages = 1, width, height } = await sharp(await encodeAnimation(frames, format)).metadata();
    expect({ pages, width, height }).toEqual({ pages: count, width: 16, height: 16 });
  });
});

describe('a grid', () => {
  it('is no wider than its images, and fills its last row with white', () => {
    const two = imagesFromBatch(new Uint8Array(3 * 16), 3, 4, 1);
    expect(composeGrid(two)).toMatchObject({ width: 3 * 6 + 2, height: 8, channels: 1 });
    const grid = composeGrid(two, { columns: 2, padding: 1 });
    expect(grid).toMatchObject({ width: 11, height: 11 });
    expect(grid.data[6 * 11 + 1]).toBe(0);
    expect(grid.data[6 * 11 + 6]).toBe(255);
  });

  it('needs images, all of one size', () => {
    expect(() => composeGrid([])).toThrow(RangeError);
    expect(() => composeGrid([gradient(3, 16), gradient(3, 8)])).toThrow(RangeError);
  });
});

describe('a timelapse', () => {
  it.each(['webp', 'gif'] as const)('as %s shows each frame for its time, and holds the last', async (format) => {
    const frames = await Promise.all([0, 90, 180].map((shift) => encodePng(gradient(3, 32, shift))));
    const animation = await encodeTimelapse(frames, format, { frameMs: 100, holdLastMs: 900 });
    expect(await sharp(animation).metadata()).toMatchObject({ pages: 3, loop: 0, delay: [100, 100, 900] });
  });

  it('of many frames is thinned out, with the first and the last kept', async () => {
    const levels = [0, 60, 120, 180, 240];
    const frames = await Promise.all(
      levels.map((level) => encodePng({ data: new Uint8Array(64).fill(level), width: 8, height: 8, channels: 1 })),
    );
    const animation = await encodeTimelapse(shownFrames(frames, 3), 'webp');
    const pages = await Promise.all([0, 1, 2].map((page) => sharp(animation, { page }).raw().toBuffer()));
    expect(pages.map((page) => Math.round((page[0] as number) / 60) * 60)).toEqual([0, 120, 240]);
  });

  it('of one frame is a picture, and of none an error', async () => {
    const frame = await encodePng(gradient(3));
    expect(await sharp(await encodeTimelapse([frame], 'gif')).metadata()).toMatchObject({ width: 16, height: 16 });
    await expect(encodeTimelapse([], 'webp')).rejects.toThrow(RangeError);
  });
});

describe('a loss plot', () => {
  it('draws a line for G and one for D, with names at the axes and a legend', async () => {
    const steps = [1, 2, 3].map((step) => ({ step, lossD: step, lossG: 4 - step }));
    const svg = await renderLossChart(steps);
    for (const text of ['>G<', '>D<', '>iterations<', '>Loss<']) expect(svg).toContain(text);
    const lines = svg.match(/<path[^>]*fill="none"[^>]*stroke="(#1f77b4|#ff7f0e)"/g) ?? [];
    expect(lines).toHaveLength(2);
  });

  it('keeps a single peak among 100,000 points', async () => {
    const steps = Array.from({ length: 100_000 }, (_, i) => ({ step: i, lossD: 1, lossG: i === 54_321 ? 500 : 2 }));
    expect(await renderLossChart(steps)).toContain('>500<');
  });

  it('has the title and the size that were asked for', async () => {
    const svg = await renderLossChart([], { title: 'Loss of <job>', width: 300, height: 200 });
    expect(svg).toContain('Loss of &lt;job&gt;');
    expect(svg).toMatch(/<svg width="300" height="200"/);
  });
});
