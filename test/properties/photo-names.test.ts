import { describe, expect, it } from 'vitest';
import { placeInClasses } from '../../src/datasets/class-folders.js';
import { joinImages } from '../../src/datasets/join-images.js';
import { type Accepted, placeImages } from '../../src/datasets/placed-images.js';
import { fc } from '../support/properties.js';

const folder = fc.constantFrom('photos', 'dress', 'shoe', 'train', 'val', 'test_set', 'training_set', 'Mäntel');
const fileName = fc.constantFrom('image.jpg', 'image (2).jpg', 'a.png', 'A.png', 'b');
const path = fc
  .tuple(fc.array(folder, { maxLength: 4 }), fileName)
  .map(([folders, name]) => [...folders, name].join('/'));
const photo: fc.Arbitrary<Accepted> = fc
  .record({ path, label: fc.option(folder, { nil: undefined }), sha256: fc.constantFrom('1', '2', '3', '4', '5') })
  .map((given) => ({ ...given, bytes: 1, width: 1, height: 1, hash: '', meanColour: '' }));
const photos = fc.array(photo, { maxLength: 30 });

const contentsOf = (images: readonly { className: string; item: { sha256: string } }[]) =>
  new Set(images.map(({ className, item }) => `${className} ${item.sha256}`));
const placesOf = (images: readonly { className: string; file: string; item: { sha256: string } }[]) =>
  images.map(({ className, file, item }) => [className, file, item.sha256]);

describe('photos, whatever they are called', () => {
  it('are all kept, once for each content of a class at least, each under a name of its own', () => {
    fc.assert(
      fc.property(photos, photos, (first, more) => {
        const before = joinImages([], placeImages(first).placed).placed;
        const added = placeImages(more).placed;
        const { placed, repeated } = joinImages(before, added);
        expect(placed.length + repeated.length).toBe(before.length + added.length);
        expect(contentsOf(placed)).toEqual(new Set([...contentsOf(before), ...contentsOf(added)]));
        expect(new Set(placed.map(({ className, file }) => `${className} ${file}`)).size).toBe(placed.length);
        expect(placesOf(placed)).toEqual(expect.arrayContaining(placesOf(before)));
      }),
    );
  });

  it('are replaced one by one, and only by the photo of their class and name', () => {
    fc.assert(
      fc.property(photos, photos, (first, more) => {
        const before = joinImages([], placeImages(first).placed).placed;
        const added = placeImages(more).placed;
        const { placed, repeated, replaced } = joinImages(before, added, { replace: true });
        expect(placed.length + repeated.length + replaced.length).toBe(before.length + added.length);
        expect([...contentsOf(placed)]).toEqual(expect.arrayContaining([...contentsOf(added)]));
      }),
    );
  });

  it('make the same dataset in whatever order they come', () => {
    fc.assert(
      fc.property(
        photos.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const placed = (items: readonly Accepted[]) => placesOf(joinImages([], placeImages(items).placed).placed);
          expect(placed(shuffled)).toEqual(placed(all));
        },
      ),
    );
  });

  it('have the classes of ImageFolder where all lie in several folders that are no split', () => {
    const inClasses = fc.tuple(fc.constantFrom('dress', 'shoe', 'photos', 'hat'), path).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(inClasses, { minLength: 2, maxLength: 30 }), (paths) => {
        fc.pre(new Set(paths.map((each) => each.split('/')[0])).size > 1);
        for (const { item, className, file } of placeInClasses(paths, (each) => each).placed) {
          expect([className, file]).toEqual([item.split('/')[0], item]);
        }
      }),
    );
  });
});
