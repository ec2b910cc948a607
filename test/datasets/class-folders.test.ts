import { describe, expect, it } from 'vitest';
import { placeInClasses } from '../../src/datasets/class-folders.js';

function placed(...paths: string[]): [className: string, file: string][] {
  return placeInClasses(paths, (path) => path).placed.map(({ className, file }) => [className, file]);
}

describe('a class', () => {
  it('is the first folder, whatever is nested in it', () => {
    expect(placed('dress/1.jpg', 'coat/wool/long/2.jpg')).toEqual([
      ['coat', 'coat/wool/long/2.jpg'],
      ['dress', 'dress/1.jpg'],
    ]);
  });

  it('is what remains when the folders that all files share are taken off', () => {
    expect(placed('photos/train/dress/1.jpg', './photos/train/coat/2.jpg')).toEqual([
      ['coat', 'coat/2.jpg'],
      ['dress', 'dress/1.jpg'],
    ]);
    expect(placed('photos/train/dress/1.jpg', 'photos/train/dress/2.jpg')).toEqual([
      ['dress', 'dress/1.jpg'],
      ['dress', 'dress/2.jpg'],
    ]);
    expect(placed('photos/train/dress/1.jpg')).toEqual([['dress', 'dress/1.jpg']]);
  });

  it('is `unlabelled` without a folder', () => {
    expect(placed('1.jpg', 'dress/2.jpg')).toEqual([
      ['dress', 'dress/2.jpg'],
      ['unlabelled', '1.jpg'],
    ]);
    expect(placed()).toEqual([]);
  });
});

describe('the order', () => {
  it('is that of ImageFolder: a folder’s own files before those of folders in it', () => {
    expect(placed('x/a/1.jpg', 'x/b.jpg', 'x/a/b/0.jpg', 'x/a-b/2.jpg', 'y/1.jpg').map(([, file]) => file)).toEqual([
      'x/b.jpg',
      'x/a/1.jpg',
      'x/a-b/2.jpg',
      'x/a/b/0.jpg',
      'y/1.jpg',
    ]);
  });

  it('is by code point, as Python sorts', () => {
    // U+FF21 comes before U+1F457, though its UTF-16 unit is above the emoji's first.
    expect(placed('Z/1', 'a/1', '👗/1', 'Ａ/1', 'é/1').map(([name]) => name)).toEqual(['Z', 'a', 'é', 'Ａ', '👗']);
  });
});

describe('photos beside the class folders', () => {
  it('are of no class, and leave the classes as they are, wherever they lie', () => {
    const strays = ['cover.jpg', 'photos/cover.jpg', 'photos/clothes/cover.jpg'];
    const photos = ['dress/1.jpg', 'dress/2.jpg', 'shoe/1.jpg', 'shoe/2.jpg', 'shoe/3.jpg'];
    const ofClasses = photos.map((file) => [file.split('/')[0], file]);
    for (const folder of ['', 'photos/', 'photos/clothes/']) {
      for (const stray of strays.filter((each) => folder.startsWith(each.replace('cover.jpg', '')))) {
        const { placed: all, layout } = placeInClasses([stray, ...photos.map((file) => folder + file)], (path) => path);
        expect(all.map(({ className, file }) => [className, file])).toEqual([
          ...ofClasses,
          ['unlabelled', 'cover.jpg'],
        ]);
        expect(layout).toEqual({
          folder: folder.slice(0, -1),
          splits: [],
          classes: ['dress', 'shoe'],
          strays: new Set([stray]),
          nested: [],
        });
      }
    }
  });

  it('of every folder on the way are all told', () => {
    const { layout } = placeInClasses(
      ['a.jpg', 'x/b.jpg', 'x/y/c.jpg', 'x/y/dress/1.jpg', 'x/y/dress/2.jpg', 'x/y/coat/1.jpg', 'x/y/coat/2.jpg'],
      (path) => path,
    );
    expect(layout).toMatchObject({ folder: 'x/y', strays: new Set(['a.jpg', 'x/b.jpg', 'x/y/c.jpg']) });
  });

  it('are those of a class if they are most of its photos, or it has no several folders', () => {
    expect(placed('dress/1.jpg', 'dress/2.jpg', 'dress/old/3.jpg', 'dress/new/4.jpg').map(([name]) => name)).toEqual(
      Array(4).fill('dress'),
    );
    expect(placed('dress/1.jpg', 'dress/more/2.jpg', 'dress/more/3.jpg').map(([name]) => name)).toEqual(
      Array(3).fill('dress'),
    );
  });

  it('do not make other folders of ImageFolder be no classes', () => {
    expect(placed('tops/shirt/1.jpg', 'tops/blouse/2.jpg', 'tops/3.jpg', 'hats/4.jpg').map(([name]) => name)).toEqual([
      'hats',
      'tops',
      'tops',
      'tops',
    ]);
  });
});

describe('folders of a split', () => {
  it('are joined: a class of some is one class', () => {
    for (const [train, test, val] of [
      ['train', 'test', 'val'],
      ['Training', 'Testing', 'Validation'],
      ['training_set', 'test_set', 'valid_set'],
      ['seg_train', 'seg_test', 'seg_dev'],
      ['data/train', 'data/test', 'data/val'],
      ['data/train/images', 'data/test/images', 'data/val/images'],
    ] as const) {
      const { placed: all, layout } = placeInClasses(
        [
          `${train}/dress/1.jpg`,
          `${test}/dress/2.jpg`,
          `${val}/dress/1.jpg`,
          `${train}/coat/1.jpg`,
          `${val}/shoe/1.jpg`,
        ],
        (path) => path,
      );
      expect(all.map(({ className, file }) => [className, file])).toEqual([
        ['coat', 'coat/1.jpg'],
        ['dress', 'dress/1.jpg'],
        ['dress', 'dress/1.jpg'],
        ['dress', 'dress/2.jpg'],
        ['shoe', 'shoe/1.jpg'],
      ]);
      expect(layout).toMatchObject({ classes: ['coat', 'dress', 'shoe'], strays: new Set() });
      expect(layout.splits).toHaveLength(3);
    }
  });

  it('may have photos of no class, and lie beside others', () => {
    const { placed: all, layout } = placeInClasses(
      ['x/train/dress/1.jpg', 'x/train/coat/2.jpg', 'x/test/3.jpg', 'x/samples/4.jpg', 'x/5.jpg', '6.jpg'],
      (path) => path,
    );
    expect(all.map(({ className, file }) => [className, file])).toEqual([
      ['coat', 'coat/2.jpg'],
      ['dress', 'dress/1.jpg'],
      ['unlabelled', '3.jpg'],
      ['unlabelled', '5.jpg'],
      ['unlabelled', '6.jpg'],
      ['unlabelled', 'samples/4.jpg'],
    ]);
    expect(layout).toMatchObject({ folder: 'x', splits: ['test', 'train'], classes: ['coat', 'dress'] });
  });

  it('without class folders are no classes either', () => {
    expect(placed('train/1.jpg', 'train/2.jpg', 'val/3.jpg').map(([name]) => name)).toEqual(
      Array(3).fill('unlabelled'),
    );
  });

  it('are none where one is alone, has few of the photos, or is of another kind', () => {
    const names = (...paths: string[]) => [...new Set(placed(...paths).map(([name]) => name))];
    expect(names('train/1.jpg', 'dress/2.jpg')).toEqual(['dress', 'train']);
    expect(names('train/1.jpg', 'test/2.jpg', 'dress/3.jpg', 'dress/4.jpg')).toEqual(['dress', 'test', 'train']);
    expect(names('train_tops/1.jpg', 'test_shoes/2.jpg')).toEqual(['test_shoes', 'train_tops']);
    expect(names('dress/train/1.jpg', 'dress/test/2.jpg', 'coat/train/3.jpg')).toEqual(['coat', 'dress']);
  });
});
