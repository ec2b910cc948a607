import { describe, expect, it } from 'vitest';
import { placeInClasses } from '../../src/datasets/class-folders.js';

function placed(...paths: string[]): [className: string, file: string][] {
  return placeInClasses(paths, (path) => path).map(({ className, file }) => [className, file]);
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
