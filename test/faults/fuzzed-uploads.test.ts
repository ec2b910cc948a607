import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { zipOf } from '../../src/images/zip.js';
import { type ApiProcess, Cluster } from '../support/cluster.js';
import { childrenOf, peakMemory } from '../support/processes.js';
import { type Part, plainPhoto, upload } from '../support/uploads.js';

const SEED = 20;
const ZIPS = 500;
const IMAGE_UPLOADS = 100;
const IMAGES_AN_UPLOAD = 5;
const AT_ONCE = 4;

/** What a process may hold at most, in MB. Mutated headers may ask for much more. */
const API_MEMORY = 400;
const DECODER_MEMORY = 1000;

let cluster: Cluster;
let api: ApiProcess;
beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
});
afterAll(() => cluster?.remove());

const random = xoroshiro128plus(SEED);
const below = (end: number): number => uniformInt(random, 0, end - 1);
const somewhere = (bytes: Buffer): number => below(bytes.length);

/** Ways in which files are damaged, by accident or not. */
const mutations: ((bytes: Buffer) => Buffer)[] = [
  function flipBits(bytes) {
    for (let i = 0; i <= below(8); i++) {
      const at = somewhere(bytes);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << below(8)), at);
    }
    return bytes;
  },
  function extremeNumber(bytes) {
    const at = below(bytes.length - 4);
    bytes.writeUInt32LE([0, 0xffffffff, 0x7fffffff, 0x80000000, 1][below(5)] as number, at);
    return bytes;
  },
  (bytes) => bytes.subarray(0, somewhere(bytes)),
  function cutOut(bytes) {
    const [from, to] = [somewhere(bytes), somewhere(bytes)].sort((a, b) => a - b);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function repeat(bytes) {
    const [from, to] = [somewhere(bytes), somewhere(bytes)].sort((a, b) => a - b);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  function noise(bytes) {
    const at = somewhere(bytes);
    for (let i = at; i < Math.min(at + 16, bytes.length); i++) bytes.writeUInt8(below(256), i);
    return bytes;
  },
];

function mutated(original: Buffer): Buffer {
  const mutate = mutations[below(mutations.length)] as (typeof mutations)[number];
  return mutate(Buffer.from(original));
}

/** One small photo in each format that is taken, of a colour of its own. */
async function photosOf(hue: number): Promise<Buffer[]> {
  const photo = sharp(await plainPhoto(`hsl(${hue}, 70%, 50%)`, 40, 50));
  return await Promise.all([
    photo.clone().jpeg().toBuffer(),
    photo.clone().png().toBuffer(),
    photo.clone().webp().toBuffer(),
    photo.clone().avif({ effort: 0 }).toBuffer(),
    readFile(join(import.meta.dirname, '../fixtures/heic/plain.heic')),
  ]);
}

it('a thousand damaged zips and images crash nothing, fail nothing and hold no memory', async () => {
  const photos = await photosOf(120);
  const zip = await zipOf(photos.map((bytes, i) => ({ name: `dress/${i}.jpg`, bytes })));
  const uploads: Part[][] = [
    ...Array.from({ length: ZIPS }, (): Part[] => [['fuzzed.zip', mutated(zip)]]),
    ...Array.from({ length: IMAGE_UPLOADS }, () =>
      Array.from(
        { length: IMAGES_AN_UPLOAD },
        (_, i): Part => [`${i}.jpg`, mutated(photos[below(photos.length)] as Buffer)],
      ),
    ),
  ];
  const statuses = await pMap(uploads, async (parts) => (await upload(`${api.url}/datasets`, ...parts)).status, {
    concurrency: AT_ONCE,
  });
  const counts = Object.fromEntries(
    [...new Set(statuses)].sort().map((status) => [status, statuses.filter((each) => each === status).length]),
  );
  expect(
    Object.keys(counts).filter((status) => !['200', '201', '422'].includes(status)),
    JSON.stringify(counts),
  ).toEqual([]);
  // Neither are all refused at the door, nor do all get through.
  expect(counts['201']).toBeGreaterThan(20);
  expect(counts['422']).toBeGreaterThan(100);

  expect(await peakMemory(api.pid)).toBeLessThan(API_MEMORY);
  for (const pid of await childrenOf(api.pid, 'decoder.js')) expect(await peakMemory(pid)).toBeLessThan(DECODER_MEMORY);
  expect(await readdir(join(cluster.dataFolder, 'uploads'))).toEqual([]);
  expect((await upload(`${api.url}/datasets`, ['1.png', await plainPhoto('red')])).status).toBe(201);
});
