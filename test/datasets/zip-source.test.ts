import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Options, ZipFile } from 'yazl';
import { withoutSideFiles } from '../../src/datasets/without-side-files.js';
import type { ZipLimits } from '../../src/datasets/zip-rules.js';
import { checkZips, zipFiles } from '../../src/datasets/zip-source.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-zip-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Entry {
  readonly name: string;
  readonly bytes: Buffer;
  readonly options?: Partial<Options>;
}

const photo = (name: string, bytes = Buffer.from(`bytes of ${name}`)): Entry => ({ name, bytes });

async function zipped(...entries: Entry[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, bytes, options } of entries) zip.addBuffer(bytes, name, options);
  zip.end();
  return await buffer(zip.outputStream);
}

/** Reads everything, as an import does: one file after the other. */
async function readAll(bytes: Buffer, limits: Partial<ZipLimits> = {}): Promise<[path: string, bytes: string][]> {
  const path = join(folder, 'upload.zip');
  await writeFile(path, bytes);
  const files: [string, string][] = [];
  for await (const file of withoutSideFiles(zipFiles(path, limits)))
    files.push([file.path, (await file.bytes()).toString()]);
  return files;
}

/** The offset of an entry's header in the zip's directory. */
function directoryEntry(zip: Buffer, index: number): number {
  let at = -1;
  for (let i = 0; i <= index; i++) at = zip.indexOf('PK\x01\x02', at + 1, 'latin1');
  return at;
}

const FLAGS = 8;
const METHOD = 10;
const CRC = 16;
const UNCOMPRESSED_SIZE = 24;
const LOCAL_HEADER_OFFSET = 42;

function refused(reason: RegExp) {
  return { code: 'archive_invalid', message: expect.stringMatching(reason) };
}

describe('the files of a zip', () => {
  it('are its entries in order, without folders and what operating systems add', async () => {
    const zip = await zipped(
      photo('dress/ü.jpg'),
      photo('__MACOSX/dress/._1.jpg'),
      photo('dress/.DS_Store'),
      photo('dress/Thumbs.db'),
      photo('.git/config'),
      { name: 'coat/1.jpg', bytes: Buffer.alloc(100_000, 'coat ') },
    );
    const files = await readAll(zip);
    expect(files.map(([path]) => path)).toEqual(['dress/ü.jpg', 'coat/1.jpg']);
    expect(files[0]?.[1]).toBe('bytes of dress/ü.jpg');
    expect(files[1]?.[1]).toHaveLength(100_000);
  });
});

describe('a zip is refused', () => {
  it('with `..`, an absolute name, a backslash or a NUL in a name', async () => {
    const zip = await zipped(photo('abcdefgh.jpg'));
    const renamed = (name: string) => Buffer.from(zip.toString('latin1').replaceAll('abcdefgh.jpg', name), 'latin1');
    await expect(readAll(renamed('../cdefg.jpg'))).rejects.toMatchObject(refused(/\.\.\/cdefg\.jpg/));
    await expect(readAll(renamed('a/../../b.jp'))).rejects.toMatchObject(refused(/a\/\.\.\/\.\.\/b\.jp/));
    await expect(readAll(renamed('/abcdefg.jpg'))).rejects.toMatchObject(refused(/absolute/));
    await expect(readAll(renamed('C:/defgh.jpg'))).rejects.toMatchObject(refused(/absolute/));
    await expect(readAll(renamed('..\\defgh.jpg'))).rejects.toMatchObject(refused(/invalid relative path/));
    await expect(readAll(renamed('abcd\0fgh.jpg'))).rejects.toMatchObject(refused(/NUL/));
  });

  it('with a symbolic link', async () => {
    const link = { name: 'link.jpg', bytes: Buffer.from('/etc/passwd'), options: { mode: 0o120777 } };
    await expect(readAll(await zipped(link))).rejects.toMatchObject(refused(/link\.jpg is a link/));
  });

  it('with encrypted entries, or ones compressed by an unknown method', async () => {
    const zip = await zipped({ ...photo('1.jpg'), options: { compress: false } });
    const encrypted = Buffer.from(zip);
    const flags = directoryEntry(zip, 0) + FLAGS;
    encrypted.writeUInt16LE(encrypted.readUInt16LE(flags) | 1, flags);
    // An encrypted entry is 12 bytes longer than its content, and yauzl checks that.
    const size = directoryEntry(zip, 0) + UNCOMPRESSED_SIZE;
    encrypted.writeUInt32LE(encrypted.readUInt32LE(size) - 12, size);
    await expect(readAll(encrypted)).rejects.toMatchObject(refused(/1\.jpg is encrypted/));
    const lzma = Buffer.from(zip);
    lzma.writeUInt16LE(14, directoryEntry(zip, 0) + METHOD);
    await expect(readAll(lzma)).rejects.toMatchObject(refused(/another method/));
  });

  it('with overlapping entries', async () => {
    const zip = await zipped(photo('1.jpg'), photo('2.jpg'));
    zip.writeUInt32LE(0, directoryEntry(zip, 1) + LOCAL_HEADER_OFFSET);
    await expect(readAll(zip)).rejects.toMatchObject(refused(/overlap/));
  });

  it('with more entries, larger files or more bytes than the limits', async () => {
    const zip = await zipped(photo('1.jpg', Buffer.alloc(600)), photo('2.jpg', Buffer.alloc(600)));
    await expect(readAll(zip, { entries: 1 })).rejects.toMatchObject(refused(/2 entries; at most 1/));
    await expect(readAll(zip, { entryBytes: 599 })).rejects.toMatchObject(refused(/1\.jpg is larger than 599 bytes/));
    await expect(readAll(zip, { totalBytes: 1199 })).rejects.toMatchObject(refused(/1199 bytes together/));
    expect(await readAll(zip, { entries: 2, entryBytes: 600, totalBytes: 1200 })).toHaveLength(2);
  });

  it('with others of its upload, if they are beyond the limits together', async () => {
    const zip = await zipped(photo('1.jpg', Buffer.alloc(600)), photo('2.jpg', Buffer.alloc(600)));
    const paths = ['one.zip', 'two.zip'].map((name) => join(folder, name));
    for (const path of paths) await writeFile(path, zip);
    await checkZips(paths, 3, { entries: 7, totalBytes: 2400 });
    await expect(checkZips(paths, 3, { entries: 6 })).rejects.toMatchObject(refused(/upload has 7 entries; at most 6/));
    const together = refused(/those of the zips before it are larger than 2399 bytes together/);
    await expect(checkZips(paths, 3, { totalBytes: 2399 })).rejects.toMatchObject(together);
  });

  it('that is a bomb', async () => {
    const bomb = await zipped(photo('bomb.jpg', Buffer.alloc(8 * 1024 ** 2)));
    await expect(readAll(bomb)).rejects.toMatchObject(refused(/200 times/));
  });

  it('that inflates to more or less than its directory says', async () => {
    for (const lie of [-50_000, 50_000]) {
      const zip = await zipped(photo('1.jpg', Buffer.alloc(100_000, 'abc')));
      const size = directoryEntry(zip, 0) + UNCOMPRESSED_SIZE;
      zip.writeUInt32LE(zip.readUInt32LE(size) + lie, size);
      await expect(readAll(zip)).rejects.toMatchObject(refused(/bytes/));
    }
  });

  it('that is cut off, damaged inside, or no zip at all', async () => {
    const zip = await zipped(photo('1.jpg'), photo('2.jpg'));
    await expect(readAll(zip.subarray(0, zip.length - 10))).rejects.toMatchObject(refused(/cannot be read/));
    await expect(readAll(Buffer.from('not a zip'))).rejects.toMatchObject(refused(/cannot be read/));
    zip.writeUInt32LE(1, directoryEntry(zip, 1) + CRC);
    await expect(readAll(zip)).rejects.toMatchObject(refused(/2\.jpg is damaged/));
  });
});
