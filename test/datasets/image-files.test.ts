import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import sharp, { type Colour, type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../../src/datasets/decode.js';
import { RejectedImage } from '../../src/datasets/image-format.js';
import { inspectImage } from '../../src/datasets/inspect.js';

const fixtures = join(import.meta.dirname, '../fixtures/images');
let bytes: Buffer;
beforeAll(async () => {
  bytes = await readFile(join(fixtures, 'rgb-96x128.jpg'));
});
const photo = () => sharp(bytes);

async function decode(image: Sharp | Buffer, nc: 1 | 3 = 3): Promise<Uint8Array> {
  return await decodeImage(Buffer.isBuffer(image) ? image : await image.toBuffer(), { imageSize: 64, nc });
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((sum, level, i) => sum + Math.abs(level - (b[i] as number)), 0) / a.length;
}

const flat = (background: Colour, width = 80, height = 100) =>
  sharp({ create: { width, height, channels: 3, background } });

/** A small PNG whose header says that it is `side` pixels wide and high. */
async function pngThatClaims(side: number): Promise<Buffer> {
  const png = await flat('#ffffff').png().toBuffer();
  const header = png.indexOf('IHDR');
  png.writeUInt32BE(side, header + 4);
  png.writeUInt32BE(side, header + 8);
  png.writeUInt32BE(crc32(png.subarray(header, header + 17)), header + 17);
  return png;
}

function box(type: string, content: string): Buffer {
  const bytes = Buffer.from(`\0\0\0\0${type}${content}`, 'latin1');
  bytes.writeUInt32BE(bytes.length);
  return bytes;
}

/** A TIFF whose first directory has one entry, of one number. */
function tiffWith(tag: number, value: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*\0\0\0\x08', 'latin1');
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(tag, 10);
  tiff.writeUInt16BE(4, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt32BE(value, 18);
  return tiff;
}

describe('a file is rejected with its reason', () => {
  const cases: [name: string, make: () => Promise<Buffer> | Buffer, reason: RegExp][] = [
    ['a truncated JPEG', () => bytes.subarray(0, bytes.length - 200), /^truncated JPEG$/],
    ['a truncated PNG', async () => (await photo().png().toBuffer()).subarray(0, 2000), /^truncated or damaged PNG$/],
    ['a truncated WebP', async () => (await photo().webp().toBuffer()).subarray(0, 900), /^truncated or damaged WebP$/],
    ['an empty file', () => Buffer.alloc(0), /^an empty file$/],
    ['text', () => Buffer.from('hello'), /^not an image; only JPEG, PNG, WebP, AVIF and HEIC photos are used$/],
    ['an SVG', () => Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'), /^an SVG/],
    ['an HTML page', () => Buffer.from('<!DOCTYPE html><html>'), /^an HTML page/],
    ['a TIFF', () => photo().tiff().toBuffer(), /^a TIFF/],
    ['a GIF', () => photo().gif().toBuffer(), /^a GIF/],
    ['a BMP', () => Buffer.from('BM6'), /^a BMP; .*: save it as PNG$/],
    ['a JPEG XL', () => Buffer.from('\xff\x0a\xfa', 'latin1'), /^a JPEG XL; .*: save it as JPEG or PNG$/],
    ['a JPEG XL in boxes', () => box('JXL ', '\r\n\x87\n'), /^a JPEG XL;/],
    ['a JPEG 2000', () => box('jP  ', '\r\n\x87\n'), /^a JPEG 2000; .*: save it as JPEG or PNG$/],
    [
      'a RAW of Canon',
      () => Buffer.from('II*\0\x10\0\0\0CR\x02\0', 'latin1'),
      /^a camera RAW \(CR2\); .*: export it as JPEG/,
    ],
    ['a newer RAW of Canon', () => box('ftyp', 'crx \0\0\0\x01isom'), /^a camera RAW \(CR3\);/],
    ['a RAW of Fujifilm', () => Buffer.from('FUJIFILMCCD-RAW 0201'), /^a camera RAW \(RAF\);/],
    ['a DNG', () => tiffWith(50706, 0x00000401), /^a camera RAW \(DNG\);/],
    ['a RAW of Nikon or Sony', () => tiffWith(254, 1), /^a camera RAW \(NEF, ARW or alike\);/],
    ['a TIFF of a page', () => tiffWith(254, 0), /^a TIFF; .*: save it as JPEG or PNG$/],
    ['a TIFF that is cut off', () => tiffWith(254, 0).subarray(0, 9), /^a TIFF;/],
    ['a Photoshop file', () => Buffer.from('8BPS\0\x01'), /^a Photoshop file; .*: save it as JPEG or PNG$/],
    ['a PDF', () => Buffer.from('%PDF-1.7'), /^a PDF; .*: save its pictures as JPEG$/],
    ['a video', () => box('ftyp', 'qt  \0\0\0\0qt  '), /^a video; .*: save its pictures as JPEG$/],
    ['a gzip archive', () => gzipSync('photos'), /^a gzip archive; .*: unpack it, or send it as a zip of its own$/],
    ['a nested zip', () => Buffer.from('PK\x03\x04'), /^a zip archive/],
    ['a PNG of 17,000²', () => pngThatClaims(17_000), /^17000×17000 pixels; at most 100 mega/],
  ];
  it.each(cases)('%s', async (_, make, reason) => {
    const inspected = inspectImage(await make());
    await expect(inspected).rejects.toThrow(reason);
    await expect(inspected).rejects.toBeInstanceOf(RejectedImage);
  });
});

describe('a file is accepted', () => {
  const cases: [name: string, make: () => Sharp, tolerance: number][] = [
    // The photo itself is decoded as small JPEGs are, which rounds otherwise.
    ['PNG', () => photo().png(), 0.1],
    ['PNG of 16 bits', () => photo().toColourspace('rgb16').png(), 1],
    ['WebP', () => photo().webp({ lossless: true }), 0.1],
    ['AVIF', () => photo().avif({ lossless: true, effort: 0 }), 1],
    ['CMYK JPEG', () => photo().toColourspace('cmyk').jpeg({ quality: 100, chromaSubsampling: '4:4:4' }), 12],
    ['JPEG with a Display P3 profile', () => photo().withIccProfile('p3').jpeg({ quality: 100 }), 4],
  ];
  it.each(cases)('a %s, with the colours of the photo', async (_, make, tolerance) => {
    const file = await make().toBuffer();
    expect(await inspectImage(file)).toMatchObject({ width: 96, height: 128 });
    expect(meanDifference(await decode(file), await decode(bytes))).toBeLessThanOrEqual(tolerance);
  });

  it('of one pixel', async () => {
    const pixel = await flat('#ff0000', 1, 1).png().toBuffer();
    expect(await inspectImage(pixel)).toMatchObject({ width: 1, height: 1 });
    expect(new Set(await decode(pixel))).toEqual(new Set([255, 0]));
  });

  it('that is a thousand times as high as wide', async () => {
    expect(new Set(await decode(flat('#ffffff', 2, 20_000).png()))).toEqual(new Set([255]));
  });

  it('of an animation, by its first frame', async () => {
    const frames = await Promise.all(['#ff0000', '#0000ff'].map((colour) => flat(colour).png().toBuffer()));
    const animation = await sharp(frames, { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    expect(await inspectImage(animation)).toMatchObject({ width: 80, height: 100 });
    expect([...(await decode(animation)).subarray(0, 3)]).toEqual([255, 0, 0]);
  });
});

describe('decoding', () => {
  it('turns photos upright by every EXIF orientation', async () => {
    const upright = await photo().png().toBuffer();
    // How a camera held so would have stored it.
    const stored: Record<number, (image: Sharp) => Sharp> = {
      2: (image) => image.flop(),
      3: (image) => image.rotate(180),
      4: (image) => image.flip(),
      6: (image) => image.rotate(270),
      8: (image) => image.rotate(90),
    };
    for (const [orientation, store] of Object.entries(stored)) {
      const turned = await store(sharp(upright)).png().toBuffer();
      const file = await sharp(turned)
        .withMetadata({ orientation: Number(orientation) })
        .png()
        .toBuffer();
      expect(await inspectImage(file)).toMatchObject({ width: 96, height: 128 });
      expect(meanDifference(await decode(file), await decode(upright))).toBeLessThan(0.5);
    }
  });

  it('weighs colours for greyscale as PIL does', async () => {
    const greys = ['#ff0000', '#00ff00', '#0000ff', '#7b2d9a'].map(
      async (colour) => await decode(flat(colour).png(), 1),
    );
    // Image.new('RGB', (1, 1), colour).convert('L') in Pillow
    expect((await Promise.all(greys)).map(([level]) => level)).toEqual([76, 150, 29, 81]);
  });

  it('puts half-transparent greyscale on white', async () => {
    const grey = flat('#646464').toColourspace('b-w').ensureAlpha(0.5).png();
    const [level] = await decode(grey);
    expect(Math.abs((level as number) - (100 + 255) / 2)).toBeLessThanOrEqual(1);
  });

  it('refuses what inspecting would', async () => {
    await expect(decode(photo().tiff())).rejects.toThrow(/a TIFF/);
    await expect(decode(bytes.subarray(0, 2000))).rejects.toThrow();
  });
});
