import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import { folderFiles } from '../../src/datasets/folder-source.js';
import { importDataset } from '../../src/datasets/import.js';
import { sideFileKind } from '../../src/datasets/side-files.js';
import type { SourceFile } from '../../src/datasets/source.js';
import { zipFiles } from '../../src/datasets/zip-source.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { rawZip } from '../support/raw-zip.js';
import { plainPhoto } from '../support/uploads.js';

let folder: string;
let store: DiskStore;
let photo: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-side-files-'));
  store = new DiskStore(join(folder, 'store'));
  photo = await plainPhoto('red');
});
afterAll(() => rm(folder, { recursive: true }));

describe('what is left beside photos', () => {
  it.each([
    [
      'thumbnails',
      ['a/@eaDir/1.jpg/SYNOPHOTO_THUMB_XL.jpg', '.@__thumb/default1.jpg', 'a/Thumbs.db', 'SYNOFILE_THUMB_M.png'],
    ],
    ['thumbnails', ['.thumbnails/1.jpg', '.picasaoriginals/1.jpg', 'Previews.lrdata/1.jpg', 'ZbThumbnail.info']],
    [
      'deleted files',
      ['#recycle/1.jpg', '@Recycle/1.jpg', '$RECYCLE.BIN/S-1/1.jpg', '.Trashes/501/1.jpg', '.Trash-1000/1.jpg'],
    ],
    [
      'system files',
      ['__MACOSX/a/._1.jpg', 'a/._1.jpg', '.DS_Store', 'desktop.ini', 'DESKTOP.INI', 'Icon\r', '.AppleDouble/1.jpg'],
    ],
    [
      'system files',
      [
        'lost+found/1.jpg',
        'System Volume Information/1.jpg',
        '.Spotlight-V100/1.jpg',
        'Picasa.ini',
        '#snapshot/a/1.jpg',
      ],
    ],
    [
      'sync files',
      ['.stfolder/1.jpg', '.stversions/1~20260101.jpg', '.dropbox.cache/1.jpg', '~$photos.docx', '.~lock.a.odt#'],
    ],
    ['hidden files', ['.git/config', '.ipynb_checkpoints/1-checkpoint.jpg', '.hidden.jpg']],
    ['camera files', ['DCIM/1.THM', '1.xmp', '1.jpg.xmp', 'IMG_1.AAE', 'M01.CTG', 'DJI_1.SRT']],
    [
      'camera files',
      ['1.jpg.json', 'IMG_1.HEIC.supplemental-metadata.json', '1.jpg.supplemental-me.json', '1.jpg(1).json'],
    ],
    ['videos', ['IMG_1.MOV', '1.mp4', 'GX010001.LRV', '00001.MTS']],
  ])('%s: %j', (kind, paths) => {
    expect(paths.map(sideFileKind)).toEqual(paths.map(() => kind));
  });

  it('is no photo, and no folder that only looks alike', () => {
    const photos = [
      'dress/1.jpg',
      'summer.mov/1.jpg',
      'thumbs/1.jpg',
      'eaDir/1.jpg',
      'recycle/1.jpg',
      'a/1.jpeg',
      'icon/1.png',
    ];
    const others = ['annotations.json', 'notes.txt', 'photo', 'RAW/1.CR2'];
    expect([...photos, ...others].map(sideFileKind)).toEqual([...photos, ...others].map(() => undefined));
  });
});

/** A photo, its neighbours, and a file that is none of both. */
const files = (): Record<string, Buffer> => ({
  'dress/1.png': photo,
  'dress/@eaDir/1.png/SYNOPHOTO_THUMB_XL.png': photo,
  'dress/1.xmp': Buffer.from('<x:xmpmeta/>'),
  'dress/1.mov': Buffer.from('a video'),
  'dress/Thumbs.db': photo,
  'dress/notes.txt': Buffer.from('notes'),
});

async function imported(source: AsyncIterable<SourceFile>): Promise<Dataset> {
  return (await importDataset(store, source, { name: 'test' })).dataset;
}

describe('an import skips what is left beside photos, and counts it', () => {
  const expected = (skipped: string) => ({
    images: 1,
    classes: [{ name: 'dress', images: 1 }],
    rejected: [{ file: 'dress/notes.txt' }],
    notes: [{ code: 'skipped_files', message: `Skipped, as what is left beside photos: ${skipped}.` }],
  });

  it('of a zip', async () => {
    const path = join(folder, 'photos.zip');
    await writeFile(path, rawZip(...Object.entries(files()).map(([name, bytes]) => ({ name, bytes }))));
    expect(await imported(zipFiles(path))).toMatchObject(expected('thumbnails (2), camera files (1), videos (1)'));
  });

  it('of a folder, without going into those', async () => {
    const root = join(folder, 'photos');
    for (const [name, bytes] of Object.entries(files())) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), bytes);
    }
    await mkdir(join(root, 'lost+found'), { mode: 0 });
    const skipped = 'thumbnails (2), system files (1), camera files (1), videos (1)';
    expect(await imported(folderFiles(root))).toMatchObject(expected(skipped));
  });
});

it('a zip is not refused for a video that is larger than photos may be', async () => {
  const path = join(folder, 'live-photos.zip');
  const entries = ['dress/1.mov', 'dress/1.png'].map((name) => ({ name, bytes: photo }));
  await writeFile(path, rawZip(...entries));
  const limits = { entryBytes: photo.length, totalBytes: photo.length };
  const found: string[] = [];
  for await (const file of zipFiles(path, limits)) found.push(file.path);
  expect(found).toEqual(['dress/1.mov', 'dress/1.png']);
});

it('an upload of nothing else says so', async () => {
  async function* source(): AsyncIterable<SourceFile> {
    for (const path of ['1.mov', '2.mov', '.DS_Store']) yield { path, bytes: async () => photo };
  }
  await expect(importDataset(store, source(), { name: 'none' })).rejects.toMatchObject({
    code: 'dataset_empty',
    message: 'There is no photo in it. Skipped, as what is left beside photos: system files (1), videos (2).',
  });
});
