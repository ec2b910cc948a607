import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../../src/datasets/decode.js';
import { plainJpegSize } from '../../src/datasets/plain-jpeg.js';

let bytes: Buffer;
beforeAll(async () => {
  bytes = await readFile(join(import.meta.dirname, '../fixtures/images/rgb-96x128.jpg'));
});
const photo = () => sharp(bytes);
const SIZE = { width: 96, height: 128 };

describe('a JPEG is plain', () => {
  const cases: [name: string, make: () => Sharp][] = [
    ['baseline', () => photo().jpeg()],
    ['progressive', () => photo().jpeg({ progressive: true })],
    ['with all of its colours', () => photo().jpeg({ chromaSubsampling: '4:4:4' })],
  ];
  it.each(cases)('%s', async (_, make) => {
    expect(plainJpegSize(await make().toBuffer())).toEqual(SIZE);
  });
});

describe('a file is no plain JPEG', () => {
  const cases: [name: string, make: () => Promise<Buffer> | Buffer][] = [
    ['turned by EXIF', () => photo().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
    ['with a colour profile', () => photo().withIccProfile('p3').jpeg().toBuffer()],
    ['CMYK', () => photo().toColourspace('cmyk').jpeg().toBuffer()],
    ['greyscale', () => photo().toColourspace('b-w').jpeg().toBuffer()],
    ['PNG', () => photo().png().toBuffer()],
    ['cut off', () => bytes.subarray(0, bytes.length - 200)],
    ['with nothing in it', () => Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
  ];
  it.each(cases)('%s', async (_, make) => {
    expect(plainJpegSize(await make())).toBeUndefined();
  });

  it('cut off anywhere before its first scan, even with an end', () => {
    const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
    const cutAt = (length: number) => Buffer.concat([bytes.subarray(0, length), Buffer.from([0xff, 0xd9])]);
    for (let length = 2; length < scan; length++) expect(plainJpegSize(cutAt(length))).toBeUndefined();
    expect(plainJpegSize(bytes)).toEqual(SIZE);
  });
});

it('is decoded to the pixels that libvips makes of it, to less than half a level', async () => {
  const noted = await photo()
    .withExif({ IFD0: { Copyright: 'Atelier' } })
    .jpeg({ quality: 90 })
    .toBuffer();
  // The same scan without the segment that sends it to libvips.
  const exif = noted.indexOf(Buffer.from([0xff, 0xe1]));
  const plain = Buffer.concat([noted.subarray(0, exif), noted.subarray(exif + 2 + noted.readUInt16BE(exif + 2))]);
  expect([plainJpegSize(noted), plainJpegSize(plain)]).toEqual([undefined, SIZE]);
  for (const imageSize of [32, 64, 96]) {
    const ours = await decodeImage(plain, { imageSize, nc: 3 });
    const theirs = await decodeImage(noted, { imageSize, nc: 3 });
    const sum = ours.reduce((total, level, i) => total + Math.abs(level - (theirs[i] as number)), 0);
    expect(sum / ours.length).toBeLessThan(0.5);
  }
});
