import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DecoderPool } from '../../src/datasets/decoder-pool.js';
import { RejectedImage } from '../../src/datasets/image-format.js';
import { inspectImage } from '../../src/datasets/inspect.js';
import { childrenOf } from '../support/processes.js';
import { SLOW_SIDE, slowPhoto } from '../support/uploads.js';

const root = join(import.meta.dirname, '../..');
const entry = new URL('../../dist/src/decoder.js', import.meta.url);
const photo = await readFile(join(root, 'test/fixtures/images/rgb-640x480.jpg'));

let slow: Buffer;
beforeAll(async () => {
  slow = await slowPhoto();
});

const pool = new DecoderPool({ entry, processes: 1 });
afterAll(() => pool.close());

/** Kills decoders as they come, until there were so many or the work is done. */
async function killDecoders(count: number, work: Promise<unknown>): Promise<void> {
  let done = false;
  work
    .catch(() => {})
    .finally(() => {
      done = true;
    });
  const killed = new Set<number>();
  while (!done && killed.size < count) {
    for (const pid of await childrenOf(process.pid, 'decoder.js')) {
      if (killed.has(pid)) continue;
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
  }
}

describe('a pool of decoders', () => {
  it('does what is done without it', async () => {
    expect(await pool.inspect(photo)).toEqual(await inspectImage(photo));
    expect(await sharp(await pool.thumbnail(photo)).metadata()).toMatchObject({
      format: 'webp',
      width: 192,
      height: 144,
    });
    expect(await pool.pixels(photo, { imageSize: 32, nc: 3 })).toHaveLength(32 * 32 * 3);
    const fingerprint = await pool.inspect(photo);
    expect(await pool.nearDuplicates([fingerprint, fingerprint])).toEqual({ groups: [[0, 1]], complete: true });
    await expect(pool.inspect(Buffer.from('text'))).rejects.toThrow(
      new RejectedImage('not an image; only JPEG, PNG, WebP, AVIF and HEIC photos are used'),
    );
  });

  it('tries an image again whose decoder died once', async () => {
    const inspected = pool.inspect(slow);
    await killDecoders(1, inspected);
    expect(await inspected).toMatchObject({ width: SLOW_SIDE, height: SLOW_SIDE });
  });

  it('rejects an image that its decoders die of, and goes on with the next', async () => {
    const inspected = pool.inspect(slow);
    await killDecoders(2, inspected);
    await expect(inspected).rejects.toThrow(new RejectedImage('decoding it crashes the decoder'));
    expect(await pool.inspect(photo)).toMatchObject({ width: 640, height: 480 });
  });

  it('rejects an image that takes too long, and goes on with the next', async () => {
    const hasty = new DecoderPool({ entry, processes: 1, timeLimitMs: 20 });
    await expect(hasty.inspect(slow)).rejects.toThrow(/^it takes longer than 0\.02 s to decode$/);
    await hasty.close();
  });
});

it('a decoder has no loaders but those of photos', async () => {
  const script = `
    import { loadOnlyPhotos, sharp } from './dist/src/datasets/libvips.js';
    const pixels = () => sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } });
    const files = { svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>') };
    for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff']) files[format] = await pixels()[format]().toBuffer();
    const readable = async () => {
      const found = [];
      for (const [format, bytes] of Object.entries(files)) {
        await sharp(bytes).raw().toBuffer().then(() => found.push(format), () => {});
      }
      return found;
    };
    const before = await readable();
    loadOnlyPhotos();
    console.log(JSON.stringify([before, await readable()]));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: root });
  expect(JSON.parse(stdout)).toEqual([
    ['svg', 'jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'],
    ['jpeg', 'png', 'webp', 'avif'],
  ]);
});
