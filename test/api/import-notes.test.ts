import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset, DatasetImage, ImportNote } from '../../src/contracts/dataset.js';
import { zipOf } from '../../src/images/zip.js';
import { type ApiProcess, Cluster } from '../support/cluster.js';
import { plainPhoto, upload } from '../support/uploads.js';

let cluster: Cluster;
let api: ApiProcess;
const photos: Buffer[] = [];

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  photos.push(...(await Promise.all(Array.from({ length: 12 }, (_, i) => plainPhoto(`hsl(${i * 30}, 90%, 50%)`)))));
});
afterAll(() => cluster?.remove());

const photo = (i: number) => photos[i] as Buffer;
const get = async <T>(path: string) => (await (await fetch(`${api.url}${path}`)).json()) as T;
const filesOf = async ({ id }: Dataset) =>
  (await get<{ items: DatasetImage[] }>(`/datasets/${id}/images`)).items.map(({ file }) => file);
const classesOf = ({ classes }: Dataset) => classes.map(({ name, images }) => [name, images]);
const codesOf = ({ notes }: Dataset) => notes.map(({ code }) => code);
const note = ({ notes }: Dataset, code: ImportNote['code']) => notes.find((each) => each.code === code);
const zipWith = async (...paths: string[]) => await zipOf(paths.map((name, i) => ({ name, bytes: photo(i) })));

describe('photos that a phone has all called image.jpg', () => {
  it('are all kept, in one upload and one after another, and told', async () => {
    const ten = photos.slice(0, 10).map((bytes) => ['image.jpg', bytes] as const);
    const first = await upload(`${api.url}/datasets`, ['label', 'dress'], ...ten);
    expect(first).toMatchObject({ status: 201, dataset: { images: 10 } });
    expect(new Set(await filesOf(first.dataset)).size).toBe(10);
    expect(note(first.dataset, 'renamed_photos')).toMatchObject({ images: 9 });
    // In another order, and so sent again.
    const again = await upload(`${api.url}/datasets`, ['label', 'dress'], ...ten.toReversed());
    expect(again).toMatchObject({ status: 200, dataset: { id: first.dataset.id } });

    const images = `${api.url}/datasets/${first.dataset.id}/images`;
    const more = await upload(images, ['label', 'dress'], ['image.jpg', photo(10)]);
    expect(more.dataset).toMatchObject({
      images: 11,
      notes: [{ code: 'renamed_photos', images: 1, files: [{ sent: 'image.jpg', file: 'dress/image (11).jpg' }] }],
    });
    expect(await get(`/datasets/${more.dataset.id}`)).toMatchObject({ images: 11, notes: more.dataset.notes });
  });

  it('are one photo if they are the same, which is told', async () => {
    const { dataset } = await upload(`${api.url}/datasets`, ['coat/image.jpg', photo(0)], ['coat/image.jpg', photo(0)]);
    expect(dataset.images).toBe(1);
    expect(codesOf(dataset)).toEqual(['repeated_photos']);
    const again = await upload(`${api.url}/datasets/${dataset.id}/images`, ['coat/image.jpg', photo(0)]);
    expect(again).toMatchObject({
      status: 200,
      dataset: {
        id: dataset.id,
        notes: [{ code: 'repeated_photos', files: [{ sent: 'coat/image.jpg', file: 'coat/image.jpg' }] }],
      },
    });
  });

  it('take the place of another only if that is asked for, which is told', async () => {
    const { dataset: parent } = await upload(`${api.url}/datasets`, ['coat/1.png', photo(0)], ['coat/2.png', photo(1)]);
    const images = `${api.url}/datasets/${parent.id}/images`;
    const { dataset: kept } = await upload(images, ['coat/2.png', photo(2)]);
    expect(await filesOf(kept)).toEqual(['coat/1.png', 'coat/2 (2).png', 'coat/2.png']);
    const { dataset: replaced } = await upload(`${images}?replace=true`, ['coat/2.png', photo(2)]);
    expect(await filesOf(replaced)).toEqual(['coat/1.png', 'coat/2.png']);
    expect(replaced.notes).toMatchObject([
      { code: 'replaced_photos', images: 1, files: [{ sent: 'coat/2.png', file: 'coat/2.png' }] },
    ]);
    expect((await upload(`${images}?replace=yes`, ['coat/2.png', photo(2)])).status).toBe(422);
  });

  it('may come in one zip', async () => {
    const twice = [0, 1, 0].map((i) => ({ name: 'dress/image.jpg', bytes: photo(i) }));
    const { dataset } = await upload(`${api.url}/datasets`, ['one.zip', await zipOf(twice)]);
    expect(await filesOf(dataset)).toEqual(['dress/image (2).jpg', 'dress/image.jpg']);
    expect(codesOf(dataset)).toEqual(['renamed_photos', 'repeated_photos']);
  });

  it('may come in zips of the same folders', async () => {
    const [one, two] = [
      await zipOf([{ name: 'DCIM/dress/image.jpg', bytes: photo(0) }]),
      await zipOf([{ name: 'DCIM/dress/image.jpg', bytes: photo(1) }]),
    ];
    const { dataset } = await upload(`${api.url}/datasets`, ['one.zip', one], ['two.zip', two]);
    expect(await filesOf(dataset)).toEqual(['dress/image (2).jpg', 'dress/image.jpg']);
  });
});

describe('a zip with photos beside its class folders', () => {
  it('has the classes all the same, and says so', async () => {
    const zip = await zipWith('photos/cover.jpg', 'photos/dress/1.jpg', 'photos/dress/2.jpg', 'photos/shoe/1.jpg');
    const { dataset } = await upload(`${api.url}/datasets`, ['photos.zip', zip]);
    expect(classesOf(dataset)).toEqual([
      ['dress', 2],
      ['shoe', 1],
      ['unlabelled', 1],
    ]);
    expect(dataset.notes).toEqual([
      {
        code: 'class_folders',
        message: 'The classes are the folders in photos: dress and shoe.',
        images: 0,
        files: [],
      },
      {
        code: 'stray_photos',
        message: '1 photo lies in no class folder and is of the class unlabelled, which conditional jobs learn too.',
        images: 1,
        files: [{ sent: 'photos/cover.jpg', file: 'cover.jpg' }],
      },
    ]);
  });
});

describe('a zip with train and val', () => {
  it('has the classes in them, joined, with all their photos, and says so', async () => {
    const zip = await zipWith(
      'set/train/dress/1.jpg',
      'set/train/shoe/1.jpg',
      'set/val/dress/1.jpg',
      'set/val/hat/1.jpg',
    );
    const { dataset } = await upload(`${api.url}/datasets`, ['set.zip', zip]);
    expect(await filesOf(dataset)).toEqual(['dress/1 (2).jpg', 'dress/1.jpg', 'hat/1.jpg', 'shoe/1.jpg']);
    expect(dataset.notes).toMatchObject([
      { code: 'class_folders', message: 'The classes are the folders in set/train and set/val: dress, hat and shoe.' },
      { code: 'splits_joined', message: 'train and val are parts of one dataset, and no classes: they were joined.' },
      { code: 'renamed_photos', files: [{ sent: 'set/val/dress/1.jpg', file: 'dress/1 (2).jpg' }] },
    ]);
  });
});

describe('a zip whose class folders have folders', () => {
  it('says what to send if these are the classes', async () => {
    const zip = await zipWith('clothes/dress/1.jpg', 'clothes/shoe/2.jpg', 'samples/3.jpg');
    const { dataset } = await upload(`${api.url}/datasets`, ['set.zip', zip]);
    expect(classesOf(dataset)).toEqual([
      ['clothes', 2],
      ['samples', 1],
    ]);
    expect(note(dataset, 'nested_folders')?.message).toBe(
      'The class clothes has photos in dress and shoe. If these are the classes, send the folder clothes by itself.',
    );
  });
});

describe('classes with nearly the same name', () => {
  it('are told, also where one is added later', async () => {
    const paths = ['dress/1.png', 'winter coat/1.png', 'Winter_Coat/1.png', 'shoe/1.png'];
    const files = paths.map((path, i) => [path, photo(i)] as const);
    const { dataset } = await upload(`${api.url}/datasets`, ...files);
    expect(dataset.notes).toEqual([
      {
        code: 'alike_classes',
        message: 'The classes "Winter_Coat" and "winter coat" have nearly the same name, and are different classes.',
        images: 0,
        files: [],
      },
    ]);
    const images = `${api.url}/datasets/${dataset.id}/images`;
    const { dataset: more } = await upload(images, ['label', 'Shoe'], ['2.png', photo(5)]);
    expect(more.notes.map(({ message }) => message)).toEqual([
      expect.stringContaining('"Shoe" and "shoe"'),
      expect.stringContaining('"Winter_Coat" and "winter coat"'),
    ]);
  });
});
