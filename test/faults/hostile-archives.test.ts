import { readdir } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Options, ZipFile } from 'yazl';
import { zipOf } from '../../src/images/zip.js';
import { type ApiProcess, Cluster } from '../support/cluster.js';
import { zipOfEqualEntries, zipOfSmallFiles } from '../support/hostile-zip.js';
import { peakMemory } from '../support/processes.js';
import { plainPhoto, type UploadResponse, upload } from '../support/uploads.js';

/** What the API's process may hold at most, in MB. It holds some 120 when it does nothing. */
const MEMORY = 400;

let cluster: Cluster;
let api: ApiProcess;
let photo: Buffer;
beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  photo = await plainPhoto('red');
});
afterAll(() => cluster?.remove());

const post = (...zips: Buffer[]): Promise<UploadResponse> =>
  upload(`${api.url}/datasets`, ...zips.map((zip, i): [string, Buffer] => [`photos${i || ''}.zip`, zip]));

async function zipWith(name: string, bytes: Buffer, options: Partial<Options> = {}): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(bytes, name, options);
  zip.end();
  return await buffer(zip.outputStream);
}

/** All files of the service but its locks, wherever they are. */
async function files(): Promise<string[]> {
  return (await readdir(cluster.dataFolder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .filter((path) => !path.includes('/store/locks/'));
}

async function expectRefused(zip: Buffer | Buffer[], detail: RegExp): Promise<void> {
  const before = await files();
  expect(await post(...[zip].flat())).toMatchObject({
    status: 422,
    problem: { detail: expect.stringMatching(detail) },
  });
  expect(await files()).toEqual(before);
  expect(await peakMemory(api.pid)).toBeLessThan(MEMORY);
}

describe('a zip that would take all memory or disk is refused, and leaves nothing', () => {
  it('as a bomb', async () => {
    await expectRefused(await zipWith('a/1.jpg', Buffer.alloc(60 * 1024 ** 2)), /200 times its size/);
  });

  it('with a million entries', async () => {
    await expectRefused(zipOfEqualEntries(1_000_000), /1000000 entries; at most 200000/);
  });

  it('with others that have as many entries as are allowed, less one', async () => {
    const zips = [zipOfSmallFiles(199_999), zipOfSmallFiles(2)];
    await expectRefused(zips, /the upload has 200001 entries; at most 200000/);
  });

  it('with entries that overlap', async () => {
    await expectRefused(zipOfEqualEntries(10_000), /overlap/);
  });

  it('with zips in it, which are not opened', async () => {
    const inner = await zipOf([{ name: 'dress/1.png', bytes: photo }]);
    await expectRefused(await zipOf([{ name: 'inner.zip', bytes: inner }]), /inner\.zip: a zip archive; only JPEG/);
  });

  it('with a good photo before the damaged one', async () => {
    const zip = await zipOf([
      { name: 'dress/1.png', bytes: photo },
      { name: 'dress/2.png', bytes: await plainPhoto('blue') },
    ]);
    const damaged = Buffer.from(zip);
    const checksum = zip.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 16;
    damaged.writeUInt32LE(1, checksum);
    await expectRefused(damaged, /2\.png is damaged: its checksum differs/);
  });
});

describe('a zip whose names lead elsewhere is refused, and nothing is written', () => {
  const placeholder = 'abcdefghijkl.png';
  it.each([
    ['the folder above', '../../../x.png', /invalid relative path/],
    ['the folder above, later', 'a/../../../.png', /invalid relative path/],
    ['an absolute name', '/tmp/atelier.png', /absolute path/],
    ['backslashes', '..\\..\\..\\x.png', /invalid relative path/],
    ['a NUL', 'abcdef\0hijk.png', /NUL/],
  ])('%s', async (_, name, reason) => {
    const zip = await zipOf([{ name: placeholder, bytes: photo }]);
    const renamed = zip.toString('latin1').replaceAll(placeholder, name.padEnd(placeholder.length, '_'));
    await expectRefused(Buffer.from(renamed, 'latin1'), reason);
  });

  it('a symbolic link', async () => {
    const link = await zipWith('dress/1.png', Buffer.from('/etc/passwd'), { mode: 0o120777 });
    await expectRefused(link, /is a link or a special file/);
  });
});

it('the API goes on', async () => {
  expect((await post(await zipOf([{ name: 'dress/1.png', bytes: photo }]))).status).toBe(201);
});
