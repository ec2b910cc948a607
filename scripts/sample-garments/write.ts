import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import sharp from 'sharp';
import { drawGarment, type GarmentKind, garmentKinds } from './draw.js';
import { mix32 } from './random.js';

export interface WriteOptions {
  /** How many pictures in all; the classes share them evenly, to within one. */
  readonly count: number;
  /** An integer: the same seed, count and size write the same files. */
  readonly seed: number;
  /** Width and height in pixels; 96 is enough for training at 64 × 64, and cheap to render. */
  readonly size?: number;
  /** Replace the pictures of an earlier call instead of refusing a folder that is not empty. */
  readonly overwrite?: boolean;
  /** Called after each picture; the counts include it. */
  readonly onProgress?: (written: number, total: number) => void;
}

/**
 * Renders sample garments into an ImageFolder: `<folder>/dress/0001.jpg` and so on, one folder a
 * kind. Missing folders are made. With `overwrite`, the numbered pictures in the kinds' folders go
 * first; nothing else in the folder is touched.
 * @throws RangeError for a count, size or seed out of range; Error for a folder in use
 */
export async function writeSampleGarments(folder: string, options: WriteOptions): Promise<void> {
  const { count, seed, size = 96, overwrite = false, onProgress } = options;
  if (!Number.isSafeInteger(count) || count < garmentKinds.length)
    throw new RangeError(`count must be a whole number, at least ${garmentKinds.length} (one a kind), not ${count}.`);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, not ${seed}.`);
  if (!Number.isSafeInteger(size) || size < 16 || size > 2048)
    throw new RangeError(`size must be a whole number of pixels from 16 to 2048, not ${size}.`);

  await mkdir(folder, { recursive: true });
  if (overwrite) await removeSamples(folder);
  else if ((await readdir(folder)).length > 0)
    throw new Error(`${folder} is not empty. Name another folder, or pass overwrite to replace its sample garments.`);
  await Promise.all(garmentKinds.map((kind) => mkdir(join(folder, kind), { recursive: true })));

  let written = 0;
  await pMap(
    plan(count, seed),
    async ({ kind, number, garmentSeed }) => {
      const picture = await renderGarment(kind, garmentSeed, size);
      await writeFile(join(folder, kind, `${String(number).padStart(4, '0')}.jpg`), picture);
      written += 1;
      onProgress?.(written, count);
    },
    // Twice the cores: while some pictures are being written to disk, others are drawn.
    { concurrency: 2 * availableParallelism() },
  );
}

/** One garment as a JPEG file of `size` × `size` pixels. */
export function renderGarment(kind: GarmentKind, seed: number, size: number): Promise<Buffer> {
  // sharp hands the size to the SVG renderer, so the outlines are drawn at it, not resampled.
  // Full-resolution colour: halved, it would bleed across outlines at this size.
  return sharp(Buffer.from(drawGarment(kind, seed)))
    .resize(size, size)
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

// Kinds take turns, so that a count that does not divide still leaves them balanced. The seed is
// spread out first, else neighbouring seeds would share all but one of their pictures.
function* plan(count: number, seed: number) {
  const base = mix32(seed);
  for (let i = 0; i < count; i++) {
    const kind = garmentKinds[i % garmentKinds.length] as GarmentKind;
    const number = Math.floor(i / garmentKinds.length) + 1;
    yield { kind, number, garmentSeed: base + number };
  }
}

async function removeSamples(folder: string): Promise<void> {
  for (const kind of garmentKinds) {
    const names = await readdir(join(folder, kind)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    await pMap(
      names.filter((name) => /^\d{4,}\.jpg$/.test(name)),
      (name) => rm(join(folder, kind, name)),
      { concurrency: 16 },
    );
  }
}
