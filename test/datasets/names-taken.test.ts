import { describe, expect, it } from 'vitest';
import { joinImages } from '../../src/datasets/join-images.js';
import type { PlacedImage } from '../../src/datasets/placed-images.js';

function image(path: string, content: string): PlacedImage {
  const item = { sha256: content, bytes: 1, width: 1, height: 1, hash: '', meanColour: '' };
  return { item, file: path, sent: path, className: path.split('/')[0] as string, isStray: false };
}

const shown = (images: readonly PlacedImage[]) => images.map(({ file, item }) => [file, item.sha256]);
const none = { renamed: [], repeated: [], replaced: [] };

describe('photos of one class and name', () => {
  it('are all kept, each under a name of its own, and so is one more of that name', () => {
    const ten = Array.from({ length: 10 }, (_, i) => image('dress/image.jpg', `photo ${i}`));
    const { placed, renamed } = joinImages([], ten);
    expect(placed).toHaveLength(10);
    expect(new Set(placed.map(({ file }) => file)).size).toBe(10);
    expect(renamed).toHaveLength(9);
    const joined = joinImages(placed, [image('dress/image.jpg', 'one more')]);
    expect(joined.placed).toHaveLength(11);
    expect(shown(joined.renamed)).toEqual([['dress/image (11).jpg', 'one more']]);
  });

  it('are one if they have the same content, also under the name that it was given', () => {
    const { placed } = joinImages([], [image('dress/image.jpg', 'a'), image('dress/image.jpg', 'b')]);
    const joined = joinImages(placed, [image('dress/image.jpg', 'b'), image('dress/image (2).jpg', 'b')]);
    expect(shown(joined.placed)).toEqual(shown(placed));
    expect(joined).toMatchObject({
      ...none,
      repeated: [{ file: 'dress/image (2).jpg' }, { file: 'dress/image (2).jpg' }],
    });
  });

  it('are several of a dataset of an earlier version, none of which goes', () => {
    const before = [image('dress/image.jpg', 'a'), image('dress/image.jpg', 'b'), image('dress/image.jpg', 'c')];
    for (const replace of [false, true]) {
      expect(joinImages(before, [image('dress/other.jpg', 'd')], { replace }).placed).toHaveLength(4);
    }
  });

  it('are no others than these: other classes, folders, cases of letters and contents under free names stay', () => {
    const images = ['dress/a.jpg', 'dress/A.jpg', 'coat/a.jpg', 'dress/old/a.jpg', 'dress/b.jpg'];
    const { placed, ...became } = joinImages(
      [],
      images.map((path) => image(path, 'same')),
    );
    expect(placed).toHaveLength(5);
    expect(became).toEqual(none);
  });

  it('keep their folders and endings when they are renamed', () => {
    const names = ['dress/old/a.tar.jpg', 'dress/plain', 'dress/a (2).jpg'].flatMap((path) => [path, path]);
    const { renamed } = joinImages(
      [],
      names.map((path, i) => image(path, String(i))),
    );
    expect(renamed.map(({ file }) => file)).toEqual([
      'dress/old/a.tar (2).jpg',
      'dress/plain (2)',
      'dress/a (2) (2).jpg',
    ]);
  });
});

describe('a replacement', () => {
  const before = [image('dress/a.jpg', '1'), image('dress/b.jpg', '2'), image('coat/a.jpg', '3')];

  it('takes the place of the photo of its class and name, and of no other', () => {
    const { placed, ...became } = joinImages(before, [image('dress/a.jpg', 'new')], { replace: true });
    expect(shown(placed)).toEqual([
      ['coat/a.jpg', '3'],
      ['dress/a.jpg', 'new'],
      ['dress/b.jpg', '2'],
    ]);
    expect(became).toMatchObject({ ...none, replaced: [{ file: 'dress/a.jpg' }] });
  });

  it('is one of several of its name; the others are kept besides', () => {
    const added = [image('dress/a.jpg', 'new'), image('dress/a.jpg', 'newer'), image('dress/a.jpg', '1')];
    const { placed, renamed, replaced } = joinImages(before, added, { replace: true });
    expect(replaced).toHaveLength(1);
    expect(shown(renamed)).toEqual([
      ['dress/a (2).jpg', 'newer'],
      ['dress/a (3).jpg', '1'],
    ]);
    expect(placed).toHaveLength(5);
  });

  it('by the same content is none', () => {
    const { placed, ...became } = joinImages(before, [image('dress/a.jpg', '1')], { replace: true });
    expect(shown(placed)).toHaveLength(3);
    expect(became).toMatchObject({ ...none, repeated: [{ file: 'dress/a.jpg' }] });
  });
});
