import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiProcess, Cluster } from '../support/cluster.js';
import { childrenOf } from '../support/processes.js';
import { plainPhoto, slowPhoto, upload } from '../support/uploads.js';

let cluster: Cluster;
let api: ApiProcess;
const fixtures = join(import.meta.dirname, '../fixtures');
let photo: Buffer;
let iphone: Buffer;
beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  photo = await readFile(join(fixtures, 'images/rgb-96x128.jpg'));
  iphone = await readFile(join(fixtures, 'heic/turned-6.heic'));
});
afterAll(() => cluster?.remove());

/** A small PNG whose header says that it is 17,000 pixels wide and high. */
async function hugePng(): Promise<Buffer> {
  const png = await plainPhoto('white');
  const header = png.indexOf('IHDR');
  for (const offset of [4, 8]) png.writeUInt32BE(17_000, header + offset);
  png.writeUInt32BE(crc32(png.subarray(header, header + 17)), header + 17);
  return png;
}

describe('odd images', () => {
  it('are taken as they should be, or rejected by name with the reason', async () => {
    const frames = [await plainPhoto('red'), await plainPhoto('blue')];
    const good = {
      'cmyk.jpg': await sharp(photo).toColourspace('cmyk').jpeg().toBuffer(),
      '16-bit.png': await sharp(photo).toColourspace('rgb16').png().toBuffer(),
      'alpha.png': await sharp(photo).ensureAlpha(0.5).png().toBuffer(),
      'rotated.jpg': await sharp(photo).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      'animated.webp': await sharp(frames, { join: { animated: true } })
        .webp()
        .toBuffer(),
      'one-pixel.png': await plainPhoto('green', 1, 1),
      'modern.avif': await sharp(photo).avif({ effort: 0 }).toBuffer(),
      'iphone.heic': iphone,
      // As programs send it that change no more than the name.
      'iphone-too.jpg': await readFile(join(fixtures, 'heic/alpha.heic')),
    };
    const bad = {
      'empty.jpg': Buffer.alloc(0),
      'huge.png': await hugePng(),
      'a-tiff.png': await sharp(photo).tiff().toBuffer(),
      'an-svg.png': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'cut.jpg': photo.subarray(0, photo.length / 2),
      'large.jpg': Buffer.concat([photo, Buffer.alloc(65 * 1024 ** 2)]),
    };
    const { status, dataset } = await upload(`${api.url}/datasets`, ...Object.entries({ ...good, ...bad }));
    expect(status).toBe(201);
    expect(dataset.images).toBe(Object.keys(good).length);
    expect(dataset.rejected).toEqual([
      { file: 'a-tiff.png', reason: expect.stringMatching(/^a TIFF; only JPEG/) },
      { file: 'an-svg.png', reason: expect.stringMatching(/^an SVG drawing; only/) },
      { file: 'cut.jpg', reason: 'truncated JPEG' },
      { file: 'empty.jpg', reason: 'an empty file' },
      { file: 'huge.png', reason: '17000×17000 pixels; at most 100 megapixels are allowed' },
      { file: 'large.jpg', reason: 'larger than 64 MiB' },
    ]);
    const { items } = (await (await fetch(`${api.url}/datasets/${dataset.id}/images`)).json()) as {
      items: { file: string; width: number; height: number }[];
    };
    const sizes = Object.fromEntries(items.map(({ file, width, height }) => [file, `${width}×${height}`]));
    expect(sizes).toMatchObject({ 'rotated.jpg': '128×96', 'animated.webp': '80×100', 'one-pixel.png': '1×1' });
    expect(sizes).toMatchObject({ 'iphone.heic': '96×128', 'iphone-too.jpg': '96×128' });
    const heic = items.findIndex(({ file }) => file === 'iphone.heic');
    const thumbnail = await fetch(`${api.url}/datasets/${dataset.id}/images/${heic}/thumbnail.webp`);
    const { width, height } = await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata();
    expect({ width, height }).toEqual({ width: 96, height: 128 });
  });

  it('that kill their decoder are rejected by name, and the API stays up', async () => {
    let answered = false;
    const killer = await slowPhoto();
    const answer = upload(`${api.url}/datasets`, ['killer.png', killer]);
    const ended = answer.finally(() => {
      answered = true;
    });
    // No file is known that crashes libvips: whatever decodes something is killed for it.
    while (!answered) for (const pid of await childrenOf(api.pid, 'decoder.js')) killAlive(pid);
    const { status, problem } = await ended;
    expect(status).toBe(422);
    expect(problem).toMatchObject({
      code: 'dataset_empty',
      detail: expect.stringContaining('killer.png: decoding it crashes the decoder'),
    });
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    expect((await upload(`${api.url}/datasets`, ['1.png', await plainPhoto('red')])).status).toBe(201);
  });
});

function killAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone by itself, or was killed before.
  }
}
