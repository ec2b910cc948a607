import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  FINGERPRINT_HEIGHT,
  FINGERPRINT_WIDTH,
  fingerprintOf,
  hexColour,
  levelsOf,
} from '../../src/datasets/fingerprint.js';
import { plainJpegSize } from '../../src/datasets/plain-jpeg.js';
import { zipFiles } from '../../src/datasets/zip-source.js';
import { AtelierError } from '../../src/errors.js';
import { encodePng } from '../../src/images/png.js';
import { zipOf } from '../../src/images/zip.js';
import {
  byteCount,
  encodeHead,
  headerLength,
  LENGTH_BYTES,
  parseHeader,
  SafetensorsError,
  type TensorSpec,
} from '../../src/storage/safetensors-header.js';
import { fc } from '../support/properties.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-properties-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A file with some of its bytes changed, or its end cut off. */
const damaged = (file: Buffer) =>
  fc
    .tuple(fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(file.length))
    .map(([changes, end]) => {
      const copy = Buffer.from(file);
      for (const [at, byte] of changes) copy[at] = byte;
      return end % 3 === 0 ? copy.subarray(0, end) : copy;
    });

describe('a safetensors header', () => {
  const shape = fc.array(fc.nat(5), { maxLength: 4 });
  const type = fc.constantFrom<TensorSpec['type']>(
    'F64',
    'F32',
    'F16',
    'BF16',
    'I64',
    'I32',
    'I16',
    'I8',
    'U8',
    'BOOL',
  );
  const name = fc.string().filter((text) => text !== '__metadata__' && text !== '__proto__');
  const specs = fc.uniqueArray(fc.record({ name, type, shape }), { selector: (spec) => spec.name, maxLength: 6 });
  const bytesOf = (tensors: readonly TensorSpec[]) =>
    tensors.reduce((sum, { type: each, shape: counts }) => sum + byteCount(each, counts), 0);

  it('says of each tensor what it was made of, and gives every byte to one of them', () => {
    fc.assert(
      fc.property(specs, (tensors) => {
        const head = encodeHead(tensors);
        const data = bytesOf(tensors);
        expect(headerLength(head, head.length + data)).toBe(head.length - LENGTH_BYTES);
        const found = parseHeader(head.subarray(LENGTH_BYTES), data);
        expect(new Set(found.map(({ from: _, to: __, ...spec }) => JSON.stringify(spec)))).toEqual(
          new Set(tensors.map((spec) => JSON.stringify(spec))),
        );
        expect(found.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(data);
      }),
    );
  });

  it('that is damaged anywhere is refused as no header, or tells of tensors that fit the file', () => {
    fc.assert(
      fc.property(
        specs.chain((tensors) => fc.tuple(damaged(encodeHead(tensors)), fc.constant(bytesOf(tensors)))),
        ([head, data]) => {
          try {
            const length = headerLength(head, head.length + data);
            for (const { from, to, type: each, shape: counts } of parseHeader(
              head.subarray(LENGTH_BYTES, LENGTH_BYTES + length),
              data,
            )) {
              expect(to - from).toBe(byteCount(each, counts));
              expect(to).toBeLessThanOrEqual(data);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(SafetensorsError);
          }
        },
      ),
    );
  });
});

describe('a zip', () => {
  const part = fc.oneof(fc.constantFrom('dress', 'shoe', 'a.jpg', 'Ä ö'), fc.stringMatching(/^[\w -]{1,8}$/));
  const names = fc.uniqueArray(
    fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
    { minLength: 1, maxLength: 5 },
  );
  const read = async (zip: Buffer) => {
    const path = join(folder, 'a.zip');
    await writeFile(path, zip);
    const found: { path: string; bytes: Buffer }[] = [];
    for await (const file of zipFiles(path)) found.push({ path: file.path, bytes: Buffer.from(await file.bytes()) });
    return found;
  };

  it('gives its files again', async () => {
    await fc.assert(
      fc.asyncProperty(names, fc.uint8Array({ maxLength: 50 }), async (paths, content) => {
        const bytes = Buffer.from(content);
        const found = await read(await zipOf(paths.map((name) => ({ name, bytes }))));
        expect(found).toEqual(paths.map((path) => ({ path, bytes })));
      }),
    );
  });

  it('that is damaged anywhere is refused, or has files of relative names', async () => {
    const whole = await zipOf(['dress/1.jpg', 'shoe/2.jpg'].map((name) => ({ name, bytes: Buffer.alloc(40, name) })));
    await fc.assert(
      fc.asyncProperty(damaged(whole), async (zip) => {
        try {
          for (const { path } of await read(zip)) expect(resolve('/x', path).startsWith(`/x${sep}`)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(AtelierError);
          expect((error as AtelierError).code).toBe('archive_invalid');
        }
      }),
    );
  });
});

describe('an image', () => {
  it('that is a plain JPEG has the size that libvips finds, and none when it is damaged beyond that', async () => {
    const whole = await sharp({ create: { width: 33, height: 21, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    expect(plainJpegSize(whole)).toEqual({ width: 33, height: 21 });
    await fc.assert(
      fc.asyncProperty(damaged(whole), async (bytes) => {
        const size = plainJpegSize(bytes);
        const found =
          size &&
          (await sharp(bytes)
            .metadata()
            .catch(() => undefined));
        if (found) expect({ width: found.width, height: found.height }).toEqual(size);
      }),
    );
  });

  it('is the same pixels to libvips after it was a PNG of ours', async () => {
    const picture = fc
      .record({
        width: fc.integer({ min: 1, max: 9 }),
        height: fc.integer({ min: 1, max: 9 }),
        channels: fc.constantFrom(1, 3),
      })
      .chain(({ width, height, channels }) =>
        fc
          .uint8Array({ minLength: width * height * channels, maxLength: width * height * channels })
          .map((data) => ({ width, height, channels: channels as 1 | 3, data })),
      );
    await fc.assert(
      fc.asyncProperty(picture, async (pixels) => {
        const png = sharp(await encodePng(pixels)).toColourspace(pixels.channels === 1 ? 'b-w' : 'srgb');
        const { data, info } = await png.raw().toBuffer({ resolveWithObject: true });
        expect([info.width, info.height, info.channels]).toEqual([pixels.width, pixels.height, pixels.channels]);
        expect(new Uint8Array(data)).toEqual(new Uint8Array(pixels.data));
      }),
    );
  });

  it('has a fingerprint that no brightness moves, and a colour that is read as it was written', () => {
    const size = FINGERPRINT_WIDTH * FINGERPRINT_HEIGHT;
    // Greys, in steps that no rounding takes for noise.
    const steps = fc.uint8Array({ minLength: size, maxLength: size, max: 40 });
    fc.assert(
      fc.property(steps, fc.nat(55), (greys, brighter) => {
        const rgb = Uint8Array.from({ length: 3 * size }, (_, i) => 5 * (greys[Math.floor(i / 3)] as number));
        const shifted = rgb.map((level) => level + brighter);
        expect(fingerprintOf(shifted).hash).toBe(fingerprintOf(rgb).hash);
      }),
      { numRuns: 30 },
    );
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), (colour) => {
        expect([...levelsOf(hexColour(colour))]).toEqual(colour);
      }),
    );
  });
});
