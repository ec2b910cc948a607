import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset, ImportNote } from '../../src/contracts/dataset.js';
import { getDatasetImages } from '../../src/datasets/catalogue.js';
import { importDataset } from '../../src/datasets/import.js';
import { zipFiles } from '../../src/datasets/zip-source.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { type RawEntry, rawZip, unicodePath } from '../support/raw-zip.js';
import { plainPhoto } from '../support/uploads.js';

const zips = join(import.meta.dirname, '../fixtures/zips');
let folder: string;
let store: DiskStore;
let photos: Buffer[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-zip-names-'));
  store = new DiskStore(join(folder, 'store'));
  photos = await Promise.all(['red', 'green', 'blue'].map((colour) => plainPhoto(colour)));
});
afterAll(() => rm(folder, { recursive: true }));

interface Imported {
  readonly dataset: Dataset;
  readonly files: string[];
  /** Those on names. */
  readonly notes: ImportNote[];
}

async function importZip(path: string): Promise<Imported> {
  const { dataset } = await importDataset(store, zipFiles(path), { name: 'test' });
  const images = await getDatasetImages(store, dataset.id);
  const notes = dataset.notes.filter(({ code }) => ['guessed_names', 'changed_names', 'skipped_files'].includes(code));
  return { dataset, files: images.map(({ file }) => file), notes };
}

/** Imports photos under names, given as text in UTF-8 or byte for byte. */
async function importNamed(...entries: (string | Buffer | Omit<RawEntry, 'bytes'>)[]): Promise<Imported> {
  const path = join(folder, 'named.zip');
  const named = entries.map((entry) => (typeof entry === 'string' || Buffer.isBuffer(entry) ? { name: entry } : entry));
  await writeFile(path, rawZip(...named.map((entry, i) => ({ ...entry, bytes: photos[i] as Buffer }))));
  return await importZip(path);
}

/** A name that says that it is UTF-8. */
const utf8 = (name: string) => ({ name, flags: 0x800 });
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('names in a zip', () => {
  it('of Info-ZIP on Debian, in UTF-8 without the flag, are UTF-8', async () => {
    const { files, notes } = await importZip(join(zips, 'info-zip.zip'));
    expect(files).toEqual(['Mäntel/größe.png', 'Röcke/1.png']);
    expect(notes).toEqual([
      {
        code: 'guessed_names',
        message: 'The names of 2 files were read as UTF-8: the zip does not say the encoding.',
        images: 2,
        files: [
          { sent: 'photos/Mäntel/größe.png', file: 'Mäntel/größe.png' },
          { sent: 'photos/Röcke/1.png', file: 'Röcke/1.png' },
        ],
      },
    ]);
  });

  it('of the tar of Windows and macOS, which begin with ./, are those of its photos', async () => {
    const { dataset, files, notes } = await importZip(join(zips, 'bsdtar.zip'));
    expect(files).toEqual(['Mäntel/größe.png', 'Röcke/1.png']);
    expect(dataset.rejected).toEqual([]);
    expect(notes).toEqual([]);
  });

  it('that are no UTF-8 are CP437, whatever the flag says, and a note says that this was guessed', async () => {
    const { files, notes } = await importNamed(
      latin1('M\x84ntel/1.png'),
      { name: latin1('R\x94cke/2.png'), flags: 0x800 },
      'shoe/3.png',
    );
    expect(files).toEqual(['Mäntel/1.png', 'Röcke/2.png', 'shoe/3.png']);
    const names = ['Mäntel/1.png', 'Röcke/2.png'];
    expect(notes).toEqual([
      {
        code: 'guessed_names',
        message: 'The names of 2 files were read as CP437: the zip does not say the encoding. Check the classes.',
        images: 2,
        files: names.map((file) => ({ sent: file, file })),
      },
    ]);
  });

  it('are guessed one by one: a zip may hold both', async () => {
    const { files } = await importNamed(latin1('M\x84ntel/1.png'), 'Röcke/2.png');
    expect(files).toEqual(['Mäntel/1.png', 'Röcke/2.png']);
  });

  it('are those of the extra field for Unicode where it is of this name, and nothing is guessed', async () => {
    const oem = latin1('M\x84ntel/1.png');
    const windows = latin1('M\xe4ntel/2.png');
    const { files, notes } = await importNamed(
      { name: oem, extra: unicodePath('Mäntel/1.png', oem) },
      { name: windows, extra: unicodePath('Mäntel/2.png', windows) },
      { name: 'shoe/3.png', extra: unicodePath('Mäntel/3.png', oem) },
    );
    expect(files).toEqual(['Mäntel/1.png', 'Mäntel/2.png', 'shoe/3.png']);
    expect(notes).toEqual([]);
  });

  it('that say that they are UTF-8 are not guessed', async () => {
    const { files, notes } = await importNamed(utf8('Mäntel/1.png'), 'shoe/2.png');
    expect(files).toEqual(['Mäntel/1.png', 'shoe/2.png']);
    expect(notes).toEqual([]);
  });

  it.each([
    ['backslashes, as PowerShell 5.1 writes them', 'photos\\dress\\1.png', 'photos\\shoe\\2.png'],
    ['both separators', 'photos\\dress/1.png', 'photos/shoe\\2.png'],
    ['a dot for the folder', './dress/1.png', './shoe/2.png'],
    ['dots and doubled separators anywhere', './/photos/./dress//1.png', 'photos/shoe/./2.png'],
    ['backslashes and a dot', '.\\dress\\1.png', '.\\shoe\\2.png'],
  ])('with %s are the same as without', async (_, first, second) => {
    const { dataset, files } = await importNamed(first, second);
    expect(files).toEqual(['dress/1.png', 'shoe/2.png']);
    expect(dataset.classes.map(({ name }) => name)).toEqual(['dress', 'shoe']);
  });

  it('of folders are no photos, whatever separates them', async () => {
    const path = join(folder, 'folders.zip');
    const none = Buffer.alloc(0);
    const names = ['./', '.\\', 'photos\\', 'photos\\dress\\', './photos/'];
    const entries = names.map((name) => ({ name, bytes: none }));
    await writeFile(path, rawZip(...entries, { name: 'photos\\dress\\1.png', bytes: photos[0] as Buffer }));
    const { dataset, files } = await importZip(path);
    expect(files).toHaveLength(1);
    expect(dataset.rejected).toEqual([]);
  });

  it.each([
    '..\\x.png',
    'a\\..\\..\\x.png',
    'C:\\x.png',
    'c:x.png',
    '\\\\server\\x.png',
    '\\x.png',
    '/x.png',
    './../x.png',
  ])('such as %s are refused with the whole zip', async (name) => {
    await expect(importNamed('dress/1.png', name)).rejects.toMatchObject({
      code: 'archive_invalid',
      message: expect.stringMatching(/absolute path|invalid relative path/),
    });
  });

  it('with joiners, soft hyphens, variation selectors, marks and new emoji stay as they are', async () => {
    const names = ['👩‍🎤/so\u00adft.png', '❤\ufe0f/\u200fשמלה.png', '\u{1fadd}/می\u200cخواهم\ufeff.png'];
    const { files, notes } = await importNamed(...names.map(utf8));
    expect(new Set(files)).toEqual(new Set(names));
    expect(notes).toEqual([]);
  });

  it('with controls, or with characters that turn the direction of text, cost no photo, and are changed', async () => {
    const { dataset, files, notes } = await importNamed(
      utf8('dress/a\nb.png'),
      utf8('dress/\u202egnp.exe.png'),
      utf8('shoe/\u2066c\u001b.png'),
    );
    expect(files).toEqual(['dress/a\ufffdb.png', 'dress/\ufffdgnp.exe.png', 'shoe/\ufffdc\ufffd.png']);
    expect(dataset.images).toBe(3);
    expect(notes).toEqual([
      {
        code: 'changed_names',
        message: 'The names of 3 files were changed, for characters that cannot be shown.',
        images: 3,
        files: files.map((file) => ({ sent: file, file })),
      },
    ]);
  });
});
