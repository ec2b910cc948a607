import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../../src/datasets/decode.js';
import { RejectedImage } from '../../src/datasets/image-format.js';
import { inspectImage } from '../../src/datasets/inspect.js';
import { thumbnailOf } from '../../src/datasets/thumbnail.js';

const fixtures = join(import.meta.dirname, '../fixtures');
const heic = (name: string) => readFile(join(fixtures, `heic/${name}.heic`));

let plain: Buffer;
beforeAll(async () => {
  plain = await heic('plain');
});

function furthest(a: Uint8Array, b: Uint8Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((far, level, i) => Math.max(far, Math.abs(level - (b[i] as number))), 0);
}

/** The start of the content of the first box of a type. */
function contentOf(file: Buffer, type: string): number {
  const at = file.indexOf(type, 0, 'latin1');
  expect(at).toBeGreaterThan(0);
  return at + type.length;
}

describe('a HEIC photo', () => {
  it.each(['plain', 'display-p3', 'grey', 'alpha', 'ten-bits', 'tiles', 'turned-3', 'turned-6', 'turned-7'])(
    '%s has the pixels that pillow-heif reads',
    async (name) => {
      const file = await heic(name);
      const reference = await readFile(join(fixtures, `heic/${name}.png`));
      const { width, height, hash, meanColour } = await inspectImage(reference);
      expect(await inspectImage(file)).toEqual({ width, height, hash, meanColour });
      for (const nc of [1, 3] as const) {
        const options = { imageSize: 64, nc };
        // Versions of libheif round otherwise, and ten bits to eight at another place.
        expect(furthest(await decodeImage(file, options), await decodeImage(reference, options))).toBeLessThanOrEqual(
          2,
        );
      }
    },
  );

  it.each([3, 6, 7])('that says how it is turned (%d), as Exif does too, is turned once', async (orientation) => {
    const turned = await heic(`turned-${orientation}`);
    expect(turned.includes('Exif')).toBe(true);
    const options = { imageSize: 64, nc: 3 } as const;
    const [upright, pixels] = [await decodeImage(plain, options), await decodeImage(turned, options)];
    const mean = pixels.reduce((sum, level, i) => sum + Math.abs(level - (upright[i] as number)), 0) / pixels.length;
    expect(mean).toBeLessThan(2);
  });

  it('has a thumbnail', async () => {
    const { format, width, height } = await sharp(await thumbnailOf(plain)).metadata();
    expect({ format, width, height }).toEqual({ format: 'webp', width: 96, height: 128 });
  });

  it.each(['heic', 'heix', 'mif1', 'msf1', 'miaf'])('is one under the major brand %s', async (brand) => {
    const branded = Buffer.from(plain);
    branded.write(brand, contentOf(branded, 'ftyp'), 'latin1');
    expect(await inspectImage(branded)).toMatchObject({ width: 96, height: 128 });
  });

  it('that is cut off or damaged is rejected', async () => {
    for (const length of [plain.length - 500, 700, 60, 36]) {
      await expect(inspectImage(plain.subarray(0, length))).rejects.toThrow('truncated or damaged HEIC');
    }
  });

  it('that says it is larger than may be is rejected before it is decoded', async () => {
    const huge = Buffer.from(plain);
    const sides = contentOf(huge, 'ispe') + 4;
    for (const at of [sides, sides + 4]) huge.writeUInt32BE(20_000, at);
    await expect(inspectImage(huge)).rejects.toThrow('20000×20000 pixels; at most 50 megapixels are allowed');
    await expect(decodeImage(huge, { imageSize: 64, nc: 3 })).rejects.toBeInstanceOf(RejectedImage);
  });

  it('of another codec is rejected by what it is', async () => {
    const other = Buffer.from(plain.toString('latin1').replaceAll('hvcC', 'vvcC').replaceAll('hvc1', 'vvc1'), 'latin1');
    await expect(inspectImage(other)).rejects.toThrow(
      /^a HEIF of another codec than HEVC and AV1; .*: save it as JPEG/,
    );
  });
});

describe('an AVIF photo', () => {
  it.each(['avif', 'avis', 'mif1', 'msf1', 'miaf', 'mif2', 'MA1A', 'MA1B', 'avio'])(
    'is one under the major brand %s',
    async (brand) => {
      const photo = await sharp(join(fixtures, 'images/rgb-96x128.jpg')).avif({ effort: 0 }).toBuffer();
      const branded = Buffer.from(photo);
      branded.write(brand, contentOf(branded, 'ftyp'), 'latin1');
      expect(await inspectImage(branded)).toEqual(await inspectImage(photo));
      const options = { imageSize: 64, nc: 3 } as const;
      expect(await decodeImage(branded, options)).toEqual(await decodeImage(photo, options));
      expect(await thumbnailOf(branded)).toEqual(await thumbnailOf(photo));
    },
  );

  it('that moves is its first frame', async () => {
    const moving = await readFile(join(fixtures, 'heic/animated.avif'));
    expect(await inspectImage(moving)).toMatchObject({ width: 80, height: 100, meanColour: '#ff0101' });
  });
});

it('the decoder of HEIC is loaded by the first such photo, and by no other', async () => {
  const script = `
    import { readFileSync } from 'node:fs';
    import module from 'node:module';
    import { inspectImage } from './dist/src/datasets/inspect.js';
    const loaded = () => Object.keys(module._cache).some((file) => file.includes('libheif-js'));
    await inspectImage(readFileSync('test/fixtures/images/rgb-96x128.jpg'));
    const before = loaded();
    await inspectImage(readFileSync('test/fixtures/heic/plain.heic'));
    console.log(JSON.stringify([before, loaded()]));
  `;
  const cwd = join(import.meta.dirname, '../..');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd });
  expect(JSON.parse(stdout)).toEqual([false, true]);
});
